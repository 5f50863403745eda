"""Rows → a frame of pandas: exact amounts or 万元 as floats, codes as ordered categories, names in English or Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from etl.warehouse.project.described import code_names
from etl.words.data import load_yaml
from etl.words.measures import named

Money = Literal["yuan", "wan"]
"""`yuan`: amounts are Decimal in yuan, exact, as the data dictionary says. `wan`: amounts are floats in 万元, in columns whose names end
in `_wan`; every other number with decimals is a float, too."""

_IN_YUAN = re.compile(r"_元$")
_LISTS = {"basis": "bases", "measure": "measures", "fund": "funds"}
_NOTE = re.compile(r"（.*")


@dataclass(frozen=True, slots=True)
class FrameColumn:
    """A column: its name, its Chinese name, whether it holds money in yuan, and its codes with their Chinese names, None for no codes."""

    name: str
    name_zh: str
    is_money: bool = False
    codes: Mapping[str, str] | None = None


def labels(column: str) -> dict[str, str]:
    """What the codes of a column are called: code → Chinese, in the order in which frames sort them; empty for a column without codes.

    >>> labels("kind")
    {'budget': '预算', 'final_account': '决算'}
    """
    own = _words()["codes"].get(column)
    return dict(own if own is not None else code_names().get(column, {}))


def figure_labels(column: str) -> dict[str, str]:
    """The same of a figure as it was read: its basis, measure and fund are those of the forms (etl/words/measures.yaml)."""
    if column in _LISTS:
        return {code: _NOTE.sub("", zh) for code, (zh, _) in named(_LISTS[column]).items()}
    return labels(column)


def columns_of(frame: str) -> tuple[FrameColumn, ...]:
    """The columns of a frame of a report that was read: account, figures, disclosures …"""
    find = figure_labels if frame == "figures" else labels
    return tuple(
        FrameColumn(name, zh, bool(_IN_YUAN.search(zh)), find(name) or None)
        for name, zh in _words()["columns"][frame].items()
    )


def make_frame(
    columns: Sequence[FrameColumn], rows: Iterable[Sequence[Any]], *, money: Money = "yuan", zh: bool = False
) -> pd.DataFrame:
    """A frame of `rows`, values in the order of `columns`. `zh`: names of columns and codes in Chinese.

    Raises ValueError where `money` is neither yuan nor wan.
    """
    if money not in ("yuan", "wan"):
        raise ValueError(f"money is 'yuan' (Decimal) or 'wan' (万元 as float), not {money!r}")
    found = list(rows)
    made = {
        _name(column, money, zh=zh): _series([row[number] for row in found], column, money, zh=zh)
        for number, column in enumerate(columns)
    }
    return pd.DataFrame(made)


def _name(column: FrameColumn, money: Money, *, zh: bool) -> str:
    if not (column.is_money and money == "wan"):
        return column.name_zh if zh else column.name
    if zh:
        return _IN_YUAN.sub("_万元", column.name_zh)
    return f"{column.name.removesuffix('_yuan')}_wan"


def _series(values: list[Any], column: FrameColumn, money: Money, *, zh: bool) -> pd.Series[Any]:
    if column.codes is not None and all(value is None or isinstance(value, str) for value in values):
        return _categories(values, column.codes, zh=zh)
    if column.is_money and money == "wan":
        return pd.Series([None if value is None else float(value / 10_000) for value in values], dtype="float64")
    return numbers(values, money)


def numbers(values: list[Any], money: Money) -> pd.Series[Any]:
    """A column by what it holds: whole numbers that may be missing, decimals (floats with `wan`, unscaled), else what pandas makes of it."""
    kinds = {type(value).__name__ for value in values if value is not None}
    if kinds == {"int"}:
        return pd.Series(values, dtype="Int64" if None in values else "int64")
    if kinds == {"bool"}:
        return pd.Series(values, dtype="boolean" if None in values else "bool")
    if money == "wan" and kinds and kinds <= {"Decimal", "float", "int"}:
        return pd.Series([None if value is None else float(value) for value in values], dtype="float64")
    if "Decimal" in kinds:
        return pd.Series(values, dtype="object")
    return pd.Series(values, dtype="object" if not kinds else None)


def _categories(values: list[str | None], codes: Mapping[str, str], *, zh: bool) -> pd.Series[Any]:
    """Ordered by the list of codes; a code that it hasn't comes after, and "" is nothing."""
    known = [*codes, *dict.fromkeys(value for value in values if value and value not in codes)]
    said = [codes.get(code, code) for code in known] if zh else known
    if len(set(said)) < len(said):  # two codes of one name: the name alone is no category
        said = known
    told = dict(zip(known, said, strict=True))
    return pd.Series(pd.Categorical([told[v] if v else None for v in values], categories=said, ordered=True))


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    text = Path(__file__).with_name("labels.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = load_yaml(text)
    return found
