"""What reaches the hotline and the municipality: advice to somebody who calls, and concerns about a citizen.

Two records, never mixed. An advice contact has no subject: nothing in it can name one. A concern report is
triaged by a coordinator and leaves by one exit, with a reason. Neither is a person or a case.
"""
