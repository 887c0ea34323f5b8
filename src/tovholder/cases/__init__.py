"""The Infohus case: the municipality's own, in which partner agencies take part person by person.

A note belongs to the agency that wrote it, and reaches another through a disclosure alone. The Infohus
recommends; each agency decides for itself. Recusal beats every way to a case, from its second on.
"""
