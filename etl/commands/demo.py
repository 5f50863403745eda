"""`gongkai demo`: the sample reports, from files to a comparison."""

from __future__ import annotations


def demo() -> None:
    """Load the sample reports, build the marts and print a comparison of agencies."""
