"""Rows below the header of indicators → indicators with their levels, over blank cells, page breaks and drifted columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from etl.performance.align import Field, align
from etl.performance.cells import chinese, is_noise, is_value_like, number, points, split_points, squeeze, unmarked
from etl.performance.model import Indicator
from etl.performance.rows import (
    SECOND_BLOCK,
    PrintedRow,
    header_columns,
    indicator_header,
    is_side,
    is_total,
    joined_header,
    label_of,
    level1_of,
    level1_word,
    level2_word,
    level_order,
    target_years,
)
from etl.performance.vocabulary import fold, step_pattern, vocabulary

_EQUAL = step_pattern("indicators.equal")
_ORDINAL = step_pattern("indicators.ordinal")
MORE_CRITERIA = f"criteria{SECOND_BLOCK}"
_KIND = {
    "name": ("name", 6.0),
    "sign": ("sign", 0.2),
    "prior": ("value", 0.3),  # what earlier years reached, beside this year's target
    "target": ("value", 1.0),
    "value_unit": ("sign", 0.3),
    "criteria": ("text", 0.3),
    "actual": ("value", 1.0),
    "weight": ("number", 0.8),
    "score": ("number", 0.8),
    "reason": ("text", 0.0),
    "remark": ("text", 0.0),
}


@dataclass(slots=True)
class RawIndicator:
    """A row taken apart, before levels are carried."""

    row: PrintedRow
    level1: str = ""
    points: Decimal | None = None
    level2: str = ""
    garbled: bool = False
    own_blank: bool = False  # its second level is a blank cell of its own, not one that a label above covers
    labelled: bool = False  # its second level is printed in the row itself
    texts: dict[str, str] = field(default_factory=dict)
    project: str = ""


@dataclass(slots=True)
class Reading:
    """What the rows below a header gave."""

    indicators: list[tuple[str, Indicator]]  # project (in tables of many projects, else ""), indicator
    warnings: list[str]
    budgets: dict[str, tuple[Decimal, PrintedRow]]  # of the projects in a table of many projects, as printed
    total_label: str = ""
    total_row: PrintedRow | None = None
    total_weight: Decimal | None = None
    total_score: Decimal | None = None


def read_indicators(rows: Sequence[PrintedRow]) -> Reading:
    """Read the rows of a form from its header of indicators on (the header may be repeated on later pages)."""
    reader = _Reader(rows[0].table_index if rows else 0)
    for i, row in enumerate(rows):
        reader.read(row, rows[i + 1] if i + 1 < len(rows) else None)
    return reader.finish()


class _Reader:
    """Takes row after row apart below the header that stands above it."""

    def __init__(self, table_index: int) -> None:
        self.reading = Reading([], [], {})
        self._raws: list[RawIndicator] = []
        self._second: list[RawIndicator] = []  # of the block on the right, where two stand side by side (实施期, 年度)
        self._columns: dict[str, int] = {}
        self._header_before: dict[str, int] = {}  # the upper row of a header of two
        self._table_index = table_index
        self._fresh_page = False
        self._project = ""

    def read(self, row: PrintedRow, following: PrintedRow | None) -> None:
        """Read a row; the one below it tells whether it is the upper row of a header."""
        if row.table_index != self._table_index:
            self._table_index, self._fresh_page = row.table_index, True
        if self._is_header(row, following):
            return
        reading = self.reading
        if is_total(row):
            if reading.total_row is None:
                _read_total(reading, row, self._columns)
        elif reading.total_row is not None and not _has_level(row):
            reading.warnings.append(f"table {row.table_index}, row {row.row + 1}: text below the total is left out")
        else:
            self._take(row)

    def finish(self) -> Reading:
        """Carry the levels over blank cells, now that all rows are known, and give what was read."""
        _carry_levels(self._raws)
        _carry_levels(self._second)
        for raw in [*self._raws, *self._second]:
            indicator = _indicator(raw, self.reading.warnings)
            if indicator is not None:
                self.reading.indicators.append((raw.project, indicator))
        _check_points(self._raws, [indicator for _, indicator in self.reading.indicators], self.reading.warnings)
        return self.reading

    def _is_header(self, row: PrintedRow, following: PrintedRow | None) -> bool:
        """Whether a row heads the columns: the header itself, the years below it, or the groups above it."""
        if header := indicator_header(row):
            self._columns = self._header_before = joined_header(self._header_before, header)
            return True
        if self._columns and (years := target_years(row)):
            self._columns = {**self._columns, **years}
            return True
        if following is not None and indicator_header(following) and len(header_columns(row)) >= 3:
            self._header_before = header_columns(row)
            return True
        self._header_before = {}
        return False

    def _take(self, row: PrintedRow) -> None:
        """Take a row of indicators apart, or what a page break left of one."""
        cells = self._without_project(row)
        left, right = _blocks(self._columns)
        warnings = self.reading.warnings
        beside = None
        if right:
            edge = min(right.values())
            beside = _take_apart(row, [cell for cell in cells if cell[0] >= edge], right, warnings)
            cells = [cell for cell in cells if cell[0] < edge]
        raw = _take_apart(row, cells, left, warnings)
        raw.project = self._project
        if beside is not None:
            beside.level1 = raw.level1
            self._second.append(beside)
        if self._fresh_page and self._raws and _is_rest_of_row(raw, self._columns):
            _append(self._raws[-1], raw)
            warnings.append(f"table {row.table_index}, row {row.row + 1}: joined to the row that the page break cut")
        else:
            self._raws.append(raw)
        self._fresh_page = False

    def _without_project(self, row: PrintedRow) -> list[tuple[int, str]]:
        """The cells of indicators; where a table lists projects in a column, the name and the budget before them are noted."""
        columns = self._columns
        if "project" not in columns:
            return list(row.cells)
        named = [text for column, text in row.cells if column == columns["project"]]
        self._project = squeeze(named[0]) if named else self._project
        amounts = (number(text) for column, text in row.cells if column == columns.get("budget"))
        budget = next((amount for amount in amounts if amount is not None), None)
        if budget is not None:
            self.reading.budgets.setdefault(self._project, (budget, row))
        first = min(columns.get(key, 99) for key in ("level1", "level2", "name"))
        return [(column, text) for column, text in row.cells if column >= first]


def indicators_of(raws: list[RawIndicator], warnings: list[str]) -> list[Indicator]:
    """The indicators of rows taken apart, their levels carried over blank cells; what is no indicator is in `warnings`."""
    _carry_levels(raws)
    found = [indicator for raw in raws if (indicator := _indicator(raw, warnings)) is not None]
    _check_points(raws, found, warnings)
    return found


def _blocks(columns: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """The columns of the form, and those of a second block beside it (`{}` where there is none). Both share the first level."""
    right = {key.removesuffix(SECOND_BLOCK): at for key, at in columns.items() if key.endswith(SECOND_BLOCK)}
    right.pop("level1", None)
    if not {"name", "target"} <= right.keys():
        right = {}
    left = {
        key: at for key, at in columns.items() if not key.endswith(SECOND_BLOCK) or (not right and key == MORE_CRITERIA)
    }
    return left, right


def _has_level(row: PrintedRow) -> bool:
    return any(level2_word(text) or level1_word(text) for text in row.texts[:3])


def _read_total(reading: Reading, row: PrintedRow, columns: Mapping[str, int]) -> None:
    words = vocabulary().total
    start = next(i for i, text in enumerate(row.texts) if label_of(text) in words)
    reading.total_label = label_of(row.texts[start])
    reading.total_row = row
    numbers = [(column, text) for column, text in row.cells[start + 1 :] if points(text) is not None]
    present = [
        Field(key, "number", columns.get(key), 0.5)
        for key in ("weight", "score")
        if key in columns or len(numbers) >= 2
    ]
    if "weight" in columns or len(numbers) >= 2:
        texts, _, _ = align(numbers, present)
    else:
        texts = {"score": numbers[0][1]} if numbers else {}
    reading.total_weight = points(texts.get("weight", ""))
    reading.total_score = points(texts.get("score", ""))


def _take_apart(
    row: PrintedRow, cells: list[tuple[int, str]], columns: Mapping[str, int], warnings: list[str]
) -> RawIndicator:
    """Levels in front, then the rest by the cheapest alignment with the header."""
    raw = RawIndicator(row, own_blank=columns.get("level2", -1) in row.own_blanks)
    rest = _take_levels(raw, cells, columns)
    if not rest:
        return raw
    fields = _fields(
        columns, free_level2=not raw.level2 and not raw.garbled, free_level1=not raw.level1 and not raw.level2
    )
    texts, dropped, _ = align(rest, fields)
    for key in ("level1", "level2"):
        if text := texts.pop(key, ""):
            if is_noise(text):
                raw.garbled = True
            elif not is_side(text):
                label, points = split_points(text)
                setattr(raw, key, label)
                raw.points = points if key == "level1" else raw.points
    raw.texts = {key: squeeze(text) for key, text in texts.items()}
    kept = [text for text in dropped if not is_noise(text) and not is_side(text)]
    if kept and raw.texts.get("name"):
        warnings.append(f"table {row.table_index}, row {row.row + 1}: no column for {'; '.join(kept)}")
    return raw


def _take_levels(raw: RawIndicator, cells: list[tuple[int, str]], columns: Mapping[str, int]) -> list[tuple[int, str]]:
    """Take side titles and levels off the front of a row; returns what is left."""
    i = 0
    while i < len(cells) and (taken := _take_level(raw, cells, i, columns)):
        i += taken
    return cells[i:]


def _take_level(raw: RawIndicator, cells: list[tuple[int, str]], i: int, columns: Mapping[str, int]) -> int:
    """Take the level or side title that stands at cell `i`; how many cells that is, 0 where the indicator itself begins."""
    column, text = cells[i]
    following = cells[i + 1][1] if i + 1 < len(cells) else ""
    name_column = columns.get("name", 99)
    as_name = column >= name_column and (is_value_like(following) or _is_self(following))
    level1, level2 = level1_word(text), level2_word(text)
    if raw.level2 or (as_name and not level1):
        return 0
    if fold(text) == "满意度" and column == columns.get("level2") and "level1" in columns:
        raw.level2 = text  # below 效益指标 in the forms of whole departments
        return 1
    if not level1 and not level2:
        return _junk_before_level2(cells, i, name_column) or _take_unknown_level(raw, cells, i, columns)
    if level1 and not raw.level1:
        if level2 and not _is_first_level(level1[0], following, column, columns):
            raw.level2 = level2[0]
        elif as_name:
            return 0
        else:
            raw.level1, raw.points = split_points(text)
    elif level1 and following:
        raw.level2 = split_points(text)[0]
    elif level2:
        raw.level2 = level2[0]
    else:
        return _take_unknown_level(raw, cells, i, columns)
    return 1


def _take_unknown_level(raw: RawIndicator, cells: list[tuple[int, str]], i: int, columns: Mapping[str, int]) -> int:
    """Take a cell in front of the indicator that no list of levels has: a short label with points, a side title, dirt."""
    column, text = cells[i]
    name_column = columns.get("name", 99)
    level1_column = columns.get("level1", columns.get("level2", name_column))
    label, stated = split_points(text)
    if stated is not None and len(label) <= 10 and column < name_column:
        if not raw.level1 and column <= level1_column:
            raw.level1, raw.points = label, stated
        else:
            raw.level2 = label
        return 1
    if is_side(text) or (column < level1_column and chinese(text) <= 4 and len(cells) - i > 2):
        return 1
    if is_noise(text) and column <= columns.get("level2", -1):
        raw.garbled = raw.garbled or column >= level1_column
        return 1
    return 0


def _junk_before_level2(cells: Sequence[tuple[int, str]], i: int, name_column: int) -> int:
    """How many short pieces of vertical titles stand before a second level that is printed further right."""
    for k in (i + 1, i + 2):
        if k >= len(cells) or cells[k][0] > name_column:
            return 0
        if any(chinese(text) > 4 or is_value_like(text) for _, text in cells[i:k]):
            return 0
        if level1_word(cells[k][1]) or level2_word(cells[k][1]):
            return k - i
    return 0


def _is_first_level(word: str, following: str, column: int, columns: Mapping[str, int]) -> bool:
    """Whether 成本指标, which is a first level in some forms and a second in others, is the first here."""
    below = level2_word(following)
    if below:
        return level1_of(below[0]) == word or below[0] == word
    return column <= columns.get("level1", -1) and "level2" not in columns


def _is_self(text: str) -> bool:
    return any(text.startswith(word) for word in vocabulary().value_words) and len(squeeze(text)) <= 8


def _fields(columns: Mapping[str, int], *, free_level2: bool, free_level1: bool) -> list[Field]:
    fields = [Field(key, kind, columns[key], empty) for key, (kind, empty) in _KIND.items() if key in columns]
    if more := columns.get(MORE_CRITERIA):
        fields.append(Field(MORE_CRITERIA, "text", more, 0.3))
    if "name" not in columns:
        fields.append(Field("name", "name", columns.get("level2"), 6.0))
    if "weight" in columns and "score" not in columns and "actual" in columns:
        fields.append(Field("score", "number", None, 0.5))
    if free_level1 and "level1" in columns:
        fields.append(Field("level1", "level", columns["level1"], 0.0))
    if free_level2 and "level2" in columns:
        fields.append(Field("level2", "level", columns["level2"], 0.0))
    order = list(_KIND)
    return sorted(
        fields,
        key=lambda f: (
            f.column if f.column is not None else columns.get("weight", 98) + 0.5,
            order.index(f.key) if f.key in order else -1,
        ),
    )


def _is_rest_of_row(raw: RawIndicator, columns: Mapping[str, int]) -> bool:
    """Whether the first row of a page is what is left of the row before: no level, no points, no ordinal of its own."""
    if raw.level1 or raw.level2 or not raw.texts:
        return False
    if re.match(r"^指标\d", raw.texts.get("name", "")):
        return False
    if {"weight", "score"} & columns.keys():
        return "weight" not in raw.texts and "score" not in raw.texts
    return set(raw.texts) <= {"name"}


def _append(raw: RawIndicator, rest: RawIndicator) -> None:
    for key, text in rest.texts.items():
        raw.texts[key] = raw.texts.get(key, "") + text


def _carry_levels(raws: list[RawIndicator]) -> None:
    """Carry levels over blank cells, by the order of the form where a label was lost or stands in the middle of its rows."""
    for raw in raws:
        raw.labelled = bool(raw.level2)
    _label_from_next_page(raws)
    _label_rows_before_first(raws)
    level1 = level2 = ""
    for i, raw in enumerate(raws):
        if raw.garbled and not raw.level2:
            raw.level2 = _level_of_garbled(raws, i)
        if raw.level1:
            level1 = raw.level1
            family = _family(level1)
            if not raw.level2 and level2 and family and level1_of(level2) not in ("", family):
                level2 = ""
        if raw.level2:
            level2 = raw.level2
            home = level1_of(level2)
            if not raw.level1 and home and _family(level1) != home and not (level2 == "成本指标" and level1 == level2):
                level1 = home
        raw.level1, raw.level2 = level1, level2


def _family(level1: str) -> str:
    """The form's name of a first level, however it is printed (产出 → 产出指标)."""
    return vocabulary().level1.get(fold(level1), level1)


def _label_from_next_page(raws: list[RawIndicator]) -> None:
    """Rows that end a page in a merged cell without text: its label is printed on the next page, where the cell goes on."""
    for i in range(1, len(raws)):
        if raws[i].row.table_index == raws[i - 1].row.table_index or not raws[i].level2:
            continue
        start = i - 1
        while start > 0 and not (raws[start].level2 or raws[start].own_blank):
            start -= 1
        if (
            raws[start].own_blank
            and not raws[start].level2
            and raws[start].row.table_index == raws[i - 1].row.table_index
        ):
            for raw in raws[start:i]:
                raw.level2 = raws[i].level2


def _label_rows_before_first(raws: list[RawIndicator]) -> None:
    """Rows above the first label: their label was lost, or it stands in the middle of its rows."""
    first = next((i for i, raw in enumerate(raws) if raw.level2), None)
    if not first or any(raw.garbled for raw in raws[:first]):
        return
    label = raws[first].level2
    before = [
        level.name
        for level in vocabulary().level2
        if level.level1 == level1_of(label) and (level_order(level.name) or 0) < (level_order(label) or 0)
    ]
    if level_order(label) is None or len(before) > 1:
        return
    for raw in raws[:first]:
        raw.level2 = before[0] if before else label


def _level_of_garbled(raws: list[RawIndicator], i: int) -> str:
    """The label of a row whose label is unreadable.

    Half of a label that the converter cut between two rows lies beside its other half: then it is the neighbour's.
    Else, where the form's order has one label between those above and below, it is that one; it also holds for the rows
    above it that the label above, standing in the middle of its rows, doesn't reach.
    """
    above = next((k for k in range(i - 1, -1, -1) if raws[k].level2), None)
    below = next((k for k in range(i + 1, len(raws)) if raws[k].level2), None)
    upper = raws[above].level2 if above is not None else ""
    lower = raws[below].level2 if below is not None else ""
    if i and raws[i - 1].labelled:
        return upper
    missing = [
        level.name
        for level in vocabulary().level2
        if (level_order(upper) or -1) < (level_order(level.name) or 0) < (level_order(lower) or 0)
        and level.level1 == level1_of(upper) == level1_of(lower)
    ]
    if len(missing) == 1:
        run = [k for k in range(i) if raws[k].level2 == upper]
        label = next(k for k in run if raws[k].labelled) if any(raws[k].labelled for k in run) else run[0]
        reach = label + (label - run[0])
        if label > run[0]:
            for k in run:
                if k > reach:
                    raws[k].level2 = missing[0]
        return missing[0]
    if below == i + 1 and lower:
        return lower
    return upper


def _indicator(raw: RawIndicator, warnings: list[str]) -> Indicator | None:
    texts = raw.texts
    name = unmarked(texts.get("name", ""))
    target = unmarked(_target(texts))
    actual = unmarked(texts.get("actual", ""))
    weight, score = points(texts.get("weight", "")), points(texts.get("score", ""))
    place = f"table {raw.row.table_index}, row {raw.row.row + 1}"
    if (
        not name
        or _ORDINAL.match(name)
        or is_noise(name)
        or is_side(name)
        or (level2_word(name, loosely=True) and not target)
    ):
        if target or actual or weight is not None or score is not None:
            warnings.append(f"{place}: values without an indicator are left out: {' | '.join(raw.row.texts)}")
        return None
    if not (target or actual or weight is not None or score is not None):
        if chinese(name) < 4 or name.endswith("指标"):
            return None
        warnings.append(f"{place}: indicator {name} has no value")
    return Indicator(
        level1=raw.level1,
        level2=raw.level2,
        name=name,
        target=target,
        actual=actual,
        weight=weight,
        score=score,
        reason=texts.get("reason", ""),
        table_index=raw.row.table_index,
        row=raw.row.row,
        remark=texts.get("remark", ""),
    )


def _target(texts: Mapping[str, str]) -> str:
    """The target, put together where sign, value and unit have columns of their own (`≥`, `90`, `%`)."""
    sign, value, unit = (texts.get(key, "") for key in ("sign", "target", "value_unit"))
    if _EQUAL.match(sign):
        sign = ""
    if sign and not value.startswith(sign) and (not chinese(sign) or value):
        value = sign + value if not chinese(sign) else value
    if unit and value and not value.endswith(unit) and re.search(r"\d$", value):
        value += unit
    return value


def _check_points(raws: Sequence[RawIndicator], indicators: Sequence[Indicator], warnings: list[str]) -> None:
    """Report a first level whose weights don't add up to the points that its cell states."""
    stated: dict[str, Decimal] = {}
    for raw in raws:
        if raw.points is not None and raw.level1:
            stated.setdefault(raw.level1, raw.points)
    for level1, most in stated.items():
        weights = [i.weight for i in indicators if i.level1 == level1]
        known = [weight for weight in weights if weight is not None]
        if known and sum(known) != most:
            lost = f", {len(weights) - len(known)} without weight" if len(known) < len(weights) else ""
            warnings.append(f"{level1}: weights add up to {sum(known)}{lost}, the form states {most}")
