"""The three tables of the 2018 report, January to September, typed from the printed pages.

They are here a second time so that no test trusts the tables that the demonstration reads.
"""

PRINTED = {
    "ethnicity": """
        ABAN 0 0 0 0 0 0 0 0 2
        AIND 1 1 1 1 1 1 1 1 1
        AOTH 3 3 3 3 2 2 3 3 3
        APKN 34 33 33 26 26 28 29 36 39
        BAFR 2 2 2 2 2 1 1 1 1
        BCRB 2 0 0 0 1 1 1 1 1
        WROM 14 16 15 13 10 10 10 10 11
        NOBT 19 18 20 19 15 19 21 23 24
        MOTH 1 1 3 2 3 3 4 4 5
        MWAS 20 19 24 23 22 24 24 21 21
        MWBA 2 2 1 1 1 1 1 0 0
        MWBC 8 8 8 7 7 7 6 6 7
        OOTH 2 2 2 2 2 2 2 5 5
        WIRT 0 0 0 0 0 1 1 1 1
        WBRI 179 179 178 164 150 175 182 181 188
        WEEU 8 8 10 9 8 8 9 10 10
        WIRI 1 1 1 0 0 0 0 0 0
        WOTW 4 5 6 7 7 8 10 8 7
    """,
    "key_agency": """
        BLAST 12 10 11 9 5 4 4 3 2
        BPP 14 14 16 18 24 24 27 30 30
        CSC 234 230 230 199 177 211 219 208 209
        EH 6 6 4 4 2 4 5 5 8
        FF 1 1 1 1 1 1 1 1 1
        HIH 7 9 9 8 7 7 6 9 6
        TURN 19 21 27 27 29 27 26 34 45
        YS 7 7 9 13 12 13 17 21 25
    """,
    "area": """
        CITY 11 11 10 8 6 6 8 8 7
        EAST 86 80 86 80 79 89 85 83 90
        KEIGHLEY 43 43 46 39 36 42 43 43 49
        SHIPLEY 33 34 33 28 24 32 30 38 33
        SOUTH 53 54 57 54 48 56 68 65 64
        WEST 44 50 52 49 43 47 49 53 56
        OOA 30 26 23 21 21 19 22 21 27
    """,
}
TOTALS = [300, 298, 307, 279, 257, 291, 305, 311, 326]


def printed(table: str) -> dict[str, list[int]]:
    """Code → the nine counts."""
    rows = [line.split() for line in PRINTED[table].split("\n") if line.strip()]
    return {code: [int(count) for count in counts] for code, *counts in rows}
