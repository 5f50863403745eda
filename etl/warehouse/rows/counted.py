"""Forms that count → fact_staffing and fact_asset: posts, people and retired, vehicles and equipment held or to be bought.

A form of staff has a row for all, and one each for administration and institutions, or a row a unit: then only the row for all is a fact,
as the prose states only that. What is counted stands in the header, by path; the words are those of etl/statements/vocabulary.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from etl.statements.model import Figure, StatementRow
from etl.statements.vocabulary import step_pattern
from etl.words.folding import compact
from etl.words.measures import THIS_YEAR
from etl.words.numbers import decimal_of
from etl.words.units import MONEY, YUAN

Row = dict[str, Any]

_KINDS = tuple((kind, step_pattern(f"counted.{kind}")) for kind in ("administrative", "institution", "other"))
_ALL = step_pattern("counted.all")
_NO_PEOPLE = step_pattern("counted.no_people")
_RETIRED = step_pattern("counted.retired")
_PART_OF_RETIRED = step_pattern("counted.part_of_retired")
_POSTS = step_pattern("counted.posts")
_SERVING = step_pattern("counted.serving")
_PEOPLE = step_pattern("counted.people")
_ORDINAL = step_pattern("counted.ordinal")
_UNIT = step_pattern("counted.unit")
_VEHICLE = step_pattern("counted.vehicle")
_EQUIPMENT = step_pattern("counted.equipment")
_ALL_VEHICLES = step_pattern("counted.all_vehicles")
_BOUGHT = step_pattern("counted.bought")
_THRESHOLD = re.compile(rf"(\d[\d,.]*)\s*({MONEY})")


class Counted(NamedTuple):
    """A row of a fact, without its keys, and the figures of the form that it has."""

    row: Row
    figures: tuple[Figure, ...]


def staffing(rows: Sequence[tuple[StatementRow, Sequence[Figure]]]) -> Iterator[tuple[StatementRow, Counted]]:
    """The headcounts of a form of staff, given its rows with their figures: of each measure and kind of staff one."""
    kinds = {row.row_no: _kind_of_row(row) for row, figures in rows if figures}
    if kinds and not any(kinds.values()) and len(kinds) == 1:
        kinds = dict.fromkeys(kinds, "total")
    said: set[tuple[str, str]] = set()
    for row, figures in rows:
        kind = kinds.get(row.row_no, "")
        for measure, of_column, found in _of_row(figures) if kind else ():
            staff_kind = of_column if kind == "total" else kind
            people = sum((figure.value for figure in found), Decimal(0))
            crossed = kind != "total" and of_column != "total"
            if crossed or (measure, staff_kind) in said or people != people.to_integral_value():
                continue
            said.add((measure, staff_kind))
            made = {"measure": measure, "staff_kind": staff_kind, "people": int(people)}
            yield row, Counted(made, found)


def _kind_of_row(row: StatementRow) -> str:
    """Whose people a row counts: total, administrative, institution, other; "" for a unit's."""
    label = _bare(row.label)
    if row.kind == "total" or _ALL.fullmatch(label):
        return "total"
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(label)), "")


def _of_row(figures: Sequence[Figure]) -> Iterator[tuple[str, str, tuple[Figure, ...]]]:
    """(measure, kind of staff, its figures) of a row, by the headers of its columns."""
    of_retired: list[Figure] = []
    whole = False
    leaves = [compact(figure.column_label) for figure in figures]
    serving = any(_SERVING.search(leaf) and not any(kind.search(leaf) for _, kind in _KINDS) for leaf in leaves)
    for figure in figures:
        leaf, path = compact(figure.column_label), compact(figure.column_path)
        if figure.role != "count" or _NO_PEOPLE.search(path):
            continue
        kind = next((kind for kind, pattern in _KINDS if pattern.search(leaf)), "total")
        if _RETIRED.search(leaf):
            part = _PART_OF_RETIRED.search(leaf) is not None
            whole = whole or not part
            of_retired.append(figure)
        elif _POSTS.search(path):
            yield "posts", kind, (figure,)
        elif _SERVING.search(leaf) or (_PEOPLE.search(path) and (kind != "total" or not serving)):
            yield "people", kind, (figure,)
    if of_retired:
        taken = (
            [f for f in of_retired if not _PART_OF_RETIRED.search(compact(f.column_label))][:1] if whole else of_retired
        )
        yield "retired", "total", tuple(taken)


def assets(
    rows: Sequence[tuple[StatementRow, Sequence[Figure]]], *, to_buy: bool
) -> Iterator[tuple[StatementRow, Counted]]:
    """The vehicles and equipment that a form of assets counts. `to_buy`: of a form of assets to be bought. Those of
    the year's beginning, which stand beside those of its end, aren't what is held."""
    for row, figures in rows:
        label = _bare(row.label)
        counts = [figure for figure in figures if figure.role == "count" and figure.basis == THIS_YEAR]
        vehicle = _VEHICLE.search(label) is not None
        if not counts or row.kind == "total" or not (vehicle or to_buy or _EQUIPMENT.search(label)):
            continue
        threshold = _THRESHOLD.search(label)
        yield (
            row,
            Counted(
                {
                    "asset": "vehicle" if vehicle else "equipment",
                    "movement": "purchased" if to_buy or _BOUGHT.search(label) else "held",
                    "asset_kind": "total" if _ALL_VEHICLES.fullmatch(label) else label,
                    "quantity": counts[0].value,
                    "threshold_yuan": _yuan(threshold) if threshold else None,
                },
                (counts[0],),
            ),
        )


def _yuan(threshold: re.Match[str]) -> Decimal | None:
    value = decimal_of(threshold[1])
    return None if value is None else value * YUAN[threshold[2]]


def _bare(label: str) -> str:
    """A label without its ordinal and unit: （一）车辆数合计（台、辆） → 车辆数合计."""
    return _UNIT.sub("", _ORDINAL.sub("", "".join(label.split())))
