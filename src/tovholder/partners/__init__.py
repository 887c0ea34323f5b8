"""Organisations that the municipality works with: schools, associations, administrations, and their contacts.

No citizen is in here: a contact is somebody's colleague, reached at work.
"""
