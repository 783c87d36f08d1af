"""Rounding, half up and in decimal arithmetic (counting rules 6 and 7)."""

from decimal import Decimal
from fractions import Fraction

TENTH = Decimal("0.1")


def one_decimal(value: Fraction) -> Decimal:
    """A figure to one decimal, half up: 8.25 is 8.3."""
    tenths = _half_up(value * 10)
    return Decimal(tenths) * TENTH


def whole(value: Fraction) -> int:
    """A figure as a whole number, half up: 180.5 is 181."""
    return _half_up(value)


def _half_up(value: Fraction) -> int:
    # Exact: twice the value is a fraction of whole numbers, and nothing here is negative.
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)
