"""Teaching, talks, workshops and trainings: offered, booked, planned, held, and counted in heads.

A pupil or participant is a headcount, never a name.
"""
