"""Values in the XML of OFD (GB/T 33190-2016): numbers, boxes, matrices, offsets, paths. Lengths are millimetres."""

from __future__ import annotations

import re
from collections.abc import Iterator

POINTS = 72 / 25.4
"""Points in a millimetre."""
MAX_OFFSETS = 100_000
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_TOKEN = re.compile(rf"[A-Za-z]|{_NUMBER.pattern}")
_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
"""How many numbers follow each operator of a path."""


def numbers(text: str | None) -> list[float]:
    """The numbers of an array (`ST_Array`); none where it is missing."""
    return [float(one) for one in _NUMBER.findall(text or "")]


def number(text: str | None, default: float = 0.0) -> float:
    """The first number of a text."""
    found = _NUMBER.search(text or "")
    return float(found[0]) if found else default


def matrix(text: str | None) -> Matrix:
    """A transformation (`CTM`): as in PDF, a b c d e f."""
    found = numbers(text)
    return (found[0], found[1], found[2], found[3], found[4], found[5]) if len(found) == 6 else IDENTITY


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies `inner` first."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def applied(by: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point under a matrix."""
    a, b, c, d, e, f = by
    return a * x + c * y + e, b * x + d * y + f


def offsets(text: str | None) -> list[float]:
    """The steps between characters (`DeltaX`, `DeltaY`): numbers, and `g N V` for V N times."""
    found: list[float] = []
    parts = (text or "").split()
    at = 0
    while at < len(parts) and len(found) < MAX_OFFSETS:
        if parts[at].lower() == "g" and at + 2 < len(parts):
            found += [number(parts[at + 2])] * min(int(number(parts[at + 1])), MAX_OFFSETS)
            at += 3
        else:
            found.append(number(parts[at]))
            at += 1
    return found


def path(text: str | None) -> Iterator[tuple[str, list[float]]]:
    """The operators of a path (`AbbreviatedData`) with their numbers; what has too few ends it."""
    operator = ""
    operands: list[float] = []
    for token in _TOKEN.findall(text or ""):
        if token.isalpha():
            operator, operands = token.upper(), []
        else:
            operands.append(float(token))
        if operator in _OPERANDS and len(operands) == _OPERANDS[operator]:
            yield operator, operands
            operands = []
            operator = "" if operator == "C" else operator
