"""A second attack, written apart from the site's: one linear program over a whole report.

It shares no code with reports/disclosure, reads the JSON by itself, and lets counts be fractions.
"""

import numpy
from scipy.optimize import linprog


class Reader:
    """Somebody who holds one public report and can do sums."""

    def __init__(self, report):
        self.report, self.names, self.rows, self.tops = report, [], [], []
        self.lows = []
        self.cells = {}
        self._read()

    def _read(self):
        report = self.report
        totals = [self._cell(("total", "", n), value) for n, value in enumerate(report["totals"])]
        no_total = [value == "[c]" for value in report["totals"]]
        for key, rows in report["tables"].items():
            table = [
                [
                    self._cell((key, row["code"], n), value, low=0 if no_total[n] else 1)
                    for n, value in enumerate(row["counts"])
                ]
                for row in rows
            ]
            for n, total in enumerate(totals):
                self._equal([(1, cells[n]) for cells in table] + [(-1, total)])
            for row, cells in zip(rows, table, strict=True):
                self._rounded(row.get("percent"), 100, cells, totals)
                self._rounded(row.get("average"), 1 / len(totals), cells, None)
                if row.get("population"):
                    factor = 1000 / len(totals) / row["population"]
                    self._rounded(row["rate_per_1000"], factor, cells, None)
        self._average_age()

    def _cell(self, place, value, low=1):
        """A number or, where it is hidden, the place of an unknown."""
        if value != "[c]":
            return float(value)
        self.cells[place] = len(self.names)
        self.names.append(place)
        self.lows.append(low)
        return place

    def _at_most(self, terms, top):
        row = {}
        for factor, cell in terms:
            if isinstance(cell, float):
                top -= factor * cell
            else:
                row[self.cells[cell]] = row.get(self.cells[cell], 0) + factor
        if row:
            self.rows.append(row)
            self.tops.append(top)

    def _equal(self, terms):
        self._at_most(terms, 0)
        self._at_most([(-factor, cell) for factor, cell in terms], 0)

    def _rounded(self, figure, factor, cells, under):
        if figure in (None, "[c]"):
            return
        row = [(factor, cell) for cell in cells]
        low, high = figure - 0.05, figure + 0.05
        if under is None:
            self._at_most(row, high)
            self._at_most([(-f, cell) for f, cell in row], -low)
        else:
            self._at_most(row + [(-high, total) for total in under], 0)
            self._at_most([(-f, cell) for f, cell in row] + [(low, t) for t in under], 0)

    def _average_age(self):
        age = self.report["average_age"]
        if age in (None, "[c]"):
            return
        months = age["years"] * 12 + age["months"]
        young, old = [], []
        for row in self.report["tables"]["age"]:
            if row["code"] == "not_recorded":
                continue
            first = 12 * int(row["code"].rstrip("+"))
            last = first + (95 if "+" in row["code"] else 11)
            for n, value in enumerate(row["counts"]):
                cell = ("age", row["code"], n) if value == "[c]" else float(value)
                young.append((first - months - 0.5, cell))
                old.append((-(last - months + 0.5), cell))
        self._at_most(young, 0)
        self._at_most(old, 0)

    def bounds(self, place):
        """The least and the most that a hidden count can be."""
        matrix = numpy.zeros((len(self.rows), len(self.names)))
        for n, row in enumerate(self.rows):
            for column, factor in row.items():
                matrix[n, column] = factor
        found = []
        for sign in (1, -1):
            aim = numpy.zeros(len(self.names))
            aim[self.cells[place]] = sign
            done = linprog(aim, matrix, self.tops, bounds=[(low, 1e6) for low in self.lows])
            assert done.status == 0, done.message
            found.append(sign * done.fun)
        return tuple(found)


def found_out(public, truth):
    """The hidden counts of 1 to 5 of which the reader can exclude one of 1 to 5."""
    reader = Reader(public)
    true = {("total", "", n): value for n, value in enumerate(truth["totals"])}
    for key, rows in truth["tables"].items():
        for row in rows:
            true |= {(key, row["code"], n): value for n, value in enumerate(row["counts"])}
    found = {}
    for place in reader.names:
        if 1 <= true[place] <= 5:
            low, high = reader.bounds(place)
            if low > 1 + 1e-6 or high < 5 - 1e-6:
                found[place] = (true[place], low, high)
    return found
