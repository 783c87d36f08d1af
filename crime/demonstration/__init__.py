"""The police half of the demonstration authority: invented offences and suspects.

Printed, and reproduced: 317 offences recorded in 2017/18 (222 recent, 95 non-recent), 348 the year
before, 18 new, 113 under investigation and 186 filed with the printed outcome table; from April to
August 2018, 118 (77 and 41) with 19 cyber, 55 non-cyber and 3 online then met of the recent ones;
and that about half of the suspects are linked to non-recent offences only. Invented: every offence
and every suspect, and with them areas, dates, types, links, and the suspects' ethnicity, area, age
and sex, of which the text of the report prints nothing (docs/crime.md).
"""
