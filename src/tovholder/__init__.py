"""Tovholder: a municipality's action plan against extremism, from the work to the committee's report."""

__version__ = "0.1.0"
