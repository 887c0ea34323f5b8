"""What every context stands on: clock, pages, fields, the embedded database. No domain in here."""
