"""The ledger of what passed from agency to agency, on which legal basis, and the consents it rests on.

"Disclosure" means from agency to agency, only; hiding small figures is suppression (reports). Nothing is
disclosed for a criminal investigation (retsplejeloven § 115 (2)), and every extract says so.
"""
