"""The closed lists: what a figure of a form is of (measures.yaml), with its four words together, and the codes of facts (codes.yaml)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from etl.words.vocabulary import read_vocabulary

_FILES = (Path(__file__).with_suffix(".yaml"), Path(__file__).with_name("codes.yaml"))

THIS_YEAR = "this_year"
PRIOR_YEAR = "prior_year"
CHANGES = frozenset({"change", "change_percent"})
"""The bases of columns that compare two amounts, before it is said which."""
EVERY_CHANGE = CHANGES | {
    f"{change}_from_{budget}" for change in ("change", "change_percent") for budget in ("budget", "outturn")
}
"""The bases of all columns that compare two amounts."""
UNMAPPED = "unmapped"
"""The measure of a column that the catalogue has none for; its member is the column's header."""
FUND_PART = {
    "total": "fund_total",
    "basic": "fund_basic",
    "project": "fund_project",
    "personnel": "fund_personnel",
    "public": "fund_public",
    "three_public": "fund_three_public",
}
"""A measure → the measure of the part of it that one fund pays, where a form prints both."""


class Meaning(NamedTuple):
    """What a column's figures are of: year or version, what is measured, of which subject or item ("" for none), whose money.

    `fund` is "" while it is the form's. Two columns of a form never mean the same.
    """

    basis: str
    measure: str
    member: str = ""
    fund: str = ""

    def __str__(self) -> str:
        """For people: `total`, `prior_year total`, `outturn three_public abroad`; never to be taken apart."""
        fund = self.fund if self.fund != self.measure else ""
        told = ("" if self.basis == THIS_YEAR else self.basis, self.measure, self.member, fund)
        return " ".join(part for part in told if part)


def of_year(measure: str) -> Meaning:
    """This year's money of a measure, all of it."""
    return Meaning(THIS_YEAR, measure)


@cache
def named(what: str) -> dict[str, tuple[str, str]]:
    """The words of a list (`bases`, `funds`, `spans` …), each with its description in Chinese and English, in the order of the file.

    Raises KeyError where no file has the list.
    """
    lists = {name: words for path in _FILES for name, words in read_vocabulary(path).items()}
    return {word: (zh, en) for word, (zh, en) in lists[what].items()}
