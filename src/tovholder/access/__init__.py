"""Who is who, and who may do what: municipalities, agencies, users, roles, the gate, row level security."""
