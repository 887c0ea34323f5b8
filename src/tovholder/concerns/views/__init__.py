"""The pages of the hotline and of triage."""
