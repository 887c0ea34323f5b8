"""The programme: what the municipality has promised in its action plan, and how far it has come.

An *action plan* has *target groups*; a target group has *initiatives* (what is
done) and *goals* (what is to be reached). A goal has one of five kinds, *targets*
by year, and mostly an *indicator*: a function of another context that counts it
from the work. A *figure* is what an indicator says of a goal as of a date. The
budget has *sources*, each with an amount a year and perhaps a last day.

It holds no citizens and no cases; everybody inside the municipality sees it.
"""
