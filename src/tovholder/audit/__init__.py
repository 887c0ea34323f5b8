"""The record: what was changed, by whom, in which request. Written by the database, read by few."""
