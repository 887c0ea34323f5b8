"""Addresses, navigation, base templates and components: composition only."""
