"""Projects by name: whether two names mean one project, and the projects that a budget lists with their money."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from etl.documents.model import Document
from etl.performance.assembly import is_performance_table, unit_in
from etl.performance.cells import chinese, common_length, number, squeeze
from etl.performance.rows import label_of
from etl.performance.vocabulary import fold, vocabulary
from etl.words.units import USUAL, YUAN

_HALF_OF_A_CENT = Decimal("0.005")
_ROUNDED_TO_100 = Decimal(50)
"""An amount in 万元 with two decimals is rounded to 100 yuan: it may differ by 50 yuan from the same amount in yuan."""
_PUNCTUATION = re.compile(r"[\s\"“”'‘’《》〈〉、,，.。:：;；\\/·—\-_*]+")
_FOREIGN = re.compile(r"[A-Za-z\\^|`~{}\[\]<>]")
_CLOSE = 0.7


@dataclass(frozen=True, slots=True)
class ListedProject:
    """A project in a budget's table of projects. `amounts` are the yuan it may mean: one if the unit is printed, else both readings."""

    name: str
    amounts: tuple[Decimal, ...]
    summary: str


def normal_name(name: str) -> str:
    """A project's name for comparison: no white space, punctuation and quotes; brackets as ASCII."""
    return _PUNCTUATION.sub("", fold(name))


def same_amount(a: Decimal, b: Decimal) -> bool:
    """Whether two amounts in yuan are one, allowing for an amount that was printed in 万元 with two decimals."""
    rounded = any(x != 0 and x % 100 == 0 for x in (a, b)) and (a > 0) == (b > 0)
    return abs(a - b) <= (_ROUNDED_TO_100 if rounded else _HALF_OF_A_CENT)


def same_project(name_a: str, name_b: str, amount_a: Decimal | None, amount_b: Decimal | None) -> bool:
    """Whether two names of one agency's report mean one project.

    Equal after normalisation; or a cut name (`部宿舍维修` of `干部宿舍维修`) or an overlapping one (most characters in the same
    order) whose amounts in yuan are equal too.
    """
    a, b = normal_name(name_a), normal_name(name_b)
    if not a or not b:
        return False
    if a == b:
        return True
    if amount_a is None or amount_b is None or not amount_a or not same_amount(amount_a, amount_b):
        return False
    return _is_cut(a, b) or _is_cut(b, a) or _overlaps(a, b)


def _is_cut(piece: str, whole: str) -> bool:
    return len(piece) >= 2 and piece in whole


def _overlaps(a: str, b: str) -> bool:
    common = common_length(a, b)
    return common >= 3 and common >= _CLOSE * max(len(a), len(b))


def listed_projects(document: Document) -> tuple[ListedProject, ...]:
    """The projects that the report's tables of projects (专项业务经费支出表, 项目支出表) list."""
    words = vocabulary().project_list
    found: list[ListedProject] = []
    for table in document.tables:
        lines = [p.text for p in document.before(table, 6)]
        header = next(
            (i for i, row in enumerate(table.rows[:4]) if any(label_of(cell) in words["name"] for cell in row)), None
        )
        if header is None or is_performance_table(table, lines):
            continue
        labels = [label_of(cell) for cell in table.rows[header]]
        name_at = next(i for i, label in enumerate(labels) if label in words["name"])
        amount_at = next((i for i, label in enumerate(labels) if label in words["amount"]), None)
        summary_at = next((i for i, label in enumerate(labels) if label in words["summary"]), None)
        if amount_at is None:
            continue
        unit = next((u for line in lines if (u := unit_in(line))), "")
        for row in table.rows[header + 1 :]:
            name = squeeze(row[name_at])
            if chinese(name) >= 2 and label_of(name) not in vocabulary().total:
                amount = number(row[amount_at])
                summary = squeeze(row[summary_at]) if summary_at is not None else ""
                found.append(ListedProject(name, tuple(_readings(amount, unit)), summary))
    return tuple(found)


def _readings(amount: Decimal | None, unit: str) -> Iterator[Decimal]:
    """The yuan that an amount is in its unit; in both usual units where none is printed."""
    if amount is not None:
        for one in (unit,) if unit else USUAL:
            yield amount * YUAN[one]


def repaired_name(
    printed: str, *, broken: bool, amount: Decimal | None, goal: str, listed: Sequence[ListedProject]
) -> str | None:
    """The listed project that a broken name means, or None where the name stands as printed.

    `amount` is the form's total in yuan. A name is broken where it lay in pieces, lost its label or holds foreign signs
    (`broken`), or is a cut of a listed name. It is taken from the list where the amount is the same and the names overlap;
    or, where the list prints no amount, where beginning and goal agree. Never where two listed projects come into question.
    """
    plain = normal_name(printed)
    if not plain or any(normal_name(project.name) == plain for project in listed):
        return None
    broken = broken or bool(_FOREIGN.search(printed))
    equal = {
        project.name
        for project in listed
        if amount is not None
        and any(same_amount(amount, reading) for reading in project.amounts)
        and (
            _is_cut(plain, normal_name(project.name))
            or (broken and _overlaps(_FOREIGN.sub("", plain), normal_name(project.name)))
        )
    }
    if len(equal) == 1:
        return equal.pop()
    if equal or not broken:
        return None
    alike = {
        project.name
        for project in listed
        if not project.amounts
        and len(project.summary) >= 6
        and normal_name(project.name)[:2] == plain[:2]
        and common_length(normal_name(goal), normal_name(project.summary))
        >= 0.8 * min(len(normal_name(project.summary)), 400)
    }
    return alike.pop() if len(alike) == 1 else None
