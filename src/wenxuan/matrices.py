"""Matrices of PDF (ISO 32000-1 §8.3.4): six numbers that place one space within another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def matrix_of(values: Iterable[Any]) -> Matrix:
    """Operands of `cm` or `Tm`, or the entry of a form; raises ValueError unless they are six."""
    a, b, c, d, e, f = map(float, values)
    return a, b, c, d, e, f


def times(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that applies `first` and then `second`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


def bounds(
    matrix: Matrix, points: Iterable[tuple[float, float]]
) -> tuple[float, float, float, float]:
    """Left, foot, right and head of what a matrix makes of points; ValueError for none."""
    a, b, c, d, e, f = matrix
    xs, ys = zip(*((a * x + c * y + e, b * x + d * y + f) for x, y in points), strict=True)
    return min(xs), min(ys), max(xs), max(ys)
