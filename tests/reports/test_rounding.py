from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.figures.rounding import one_decimal, whole


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (Fraction(0), "0.0"),
        (Fraction(1, 20), "0.1"),
        (Fraction(33, 4), "8.3"),
        (Fraction(1, 3), "0.3"),
        (Fraction(1, 40), "0.0"),
        (Fraction(9999, 100), "100.0"),
    ],
)
def test_one_decimal_rounds_half_up(value, rounded):
    assert str(one_decimal(value)) == rounded


def test_whole_rounds_half_up():
    assert [whole(Fraction(n, 2)) for n in (360, 361, 362, 363)] == [180, 181, 181, 182]


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_one_decimal_is_the_nearest_tenth(count, total):
    distance = Fraction(one_decimal(Fraction(count, total))) - Fraction(count, total)
    assert Fraction(-1, 20) < distance <= Fraction(1, 20)
