"""Files: their kind (`kinds`), whether they carry malware (`scanning`), where they are (`stores`)."""
