"""The demonstration authority: invented children whose month ends are the printed ones of 2018.

Printed, and reproduced to the last cell: how many children were at risk at each month end from
January to September 2018, by ethnicity, by key agency and by area, and the average age. Invented:
every child, and with it names, birth dates, sex, levels, homes, dates, the other three statuses,
and everything before January (docs/demonstration.md).

``plan`` thinks the authority up and knows no database; ``loading`` writes it through the same
actions as real work.
"""
