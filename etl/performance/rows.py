"""Rows of performance forms and what a single row or cell is: label of the head, header, level of indicators, total."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from etl.documents.model import Table
from etl.performance.cells import common_length, is_dash, is_noise, number, percent, points, split_points, squeeze
from etl.performance.vocabulary import fold, step_pattern, vocabulary
from etl.words.units import MONEY

SECOND_BLOCK = "#2"
"""Ending of the keys of a second block of columns."""
_FOOT_NOTE = step_pattern("rows.foot_note")
_YEAR = step_pattern("rows.year")
_TITLE_END = step_pattern("rows.title_end")
_NUMBERING = step_pattern("rows.numbering")
_UNIT_OF_MONEY = re.compile(rf"\((?:{MONEY})\)")
_SEALED = step_pattern("rows.sealed")


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row with its place. `cells` are (column, text) of the cells that aren't blank.

    `own_blanks`: columns of blank cells that no merged cell above covers, where the format knows merged cells; empty elsewhere.
    """

    table_index: int
    row: int
    page: int | None
    cells: tuple[tuple[int, str], ...]
    own_blanks: frozenset[int] = frozenset()

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts without their columns."""
        return tuple(text for _, text in self.cells)


def rows_of(table: Table) -> tuple[PrintedRow, ...]:
    """The rows of a table that aren't blank; foot notes that leaked into cells are cut off."""
    rows = []
    covered = {
        (r, c) for s in table.spans for r in range(s.row, s.row + s.rows) for c in range(s.column, s.column + s.columns)
    }
    covered -= {(span.row, span.column) for span in table.spans}
    for i, cells in enumerate(table.rows):
        filled = tuple((c, text) for c, raw in enumerate(cells) if (text := _without_foot_note(raw)).strip())
        if filled:
            blank = (c for c, text in enumerate(cells) if not text.strip() and (i, c) not in covered)
            rows.append(PrintedRow(table.index, i, table.page, filled, frozenset(blank if table.spans else ())))
    return tuple(rows)


def _without_foot_note(text: str) -> str:
    """`满意率 3、根据需要可往下续表` → `满意率`: a note under the form that the converter wrote into a cell."""
    for phrase in vocabulary().foot_note if text else ():
        if phrase in text:
            return _FOOT_NOTE.sub("", text)
    return text


def label_of(text: str) -> str:
    """A cell as a label: folded, without trailing colon."""
    return fold(text).rstrip(":")


@lru_cache(maxsize=8192)
def head_label(text: str) -> tuple[str, str] | None:
    """The field of the head that a cell labels, and the value if it stands in the same cell.

    Knows labels whose first characters were garbled (`页目名称`), and label and value in one cell
    (`项目名称 保洁费` → project, 保洁费).
    """
    words = vocabulary()
    label = label_of(text)
    if field := words.head.get(label) or words.head.get(_SEALED.sub("", label)):
        return field, ""
    for tail, field in words.head_tail:
        if label.endswith(tail) and len(label) <= len(tail) + 3 and "单位" not in label[: -len(tail)]:
            return field, ""
    parts = text.replace("：", ":").replace(":", ": ").split(None, 1)
    if len(parts) == 2 and (field := words.head.get(label_of(parts[0]))):
        rest = squeeze(parts[1])
        return field, "" if label_of(rest) in words.head else rest
    return None


@lru_cache(maxsize=8192)
def header_field(text: str) -> str | None:
    """The indicator column that a header cell names."""
    words = vocabulary()
    label = split_points(label_of(text))[0]
    if field := words.header.get(label):
        return field
    bare = re.sub(r"\([^()]*\)", "", label)
    if field := words.header.get(bare):
        return field
    if len(label) <= 16:
        for start, field in words.header_start:
            if label.startswith(start):
                return field
    return None


def header_columns(row: PrintedRow) -> dict[str, int]:
    """Field → column of the header cells in a row, whatever else it holds. Of two blocks side by side the keys of the right one
    end in SECOND_BLOCK.
    """
    columns: dict[str, int] = {}
    for column, text in row.cells:
        field = header_field(text)
        if field is None:
            continue
        # 绩效指标 is a block's title beside 三级指标, and the only name of a column in short forms: the last one before the target counts
        if field == "name" and ("name" not in columns or "target" not in columns):
            columns["name"] = column
        elif field in columns:
            columns.setdefault(field + SECOND_BLOCK, column)
        else:
            columns[field] = column
    return columns


def indicator_header(row: PrintedRow) -> dict[str, int] | None:
    """Field → column where a row is the header of indicators, else None."""
    if len(row.cells) < 2:
        return None
    columns = header_columns(row)
    core = {"level1", "level2", "name", "target", "actual"} & columns.keys()
    if len(core) < 2 or not core & {"level1", "level2", "name"}:
        return None
    return columns


def target_years(row: PrintedRow) -> dict[str, int]:
    """Columns of target and of what earlier years reached, where a row below the header parts 指标值 by year (上年实现 | 预计当年实现)."""
    words = vocabulary().target_years
    kinds = [(words.get(label_of(text)), column) for column, text in row.cells]
    return {kind: column for kind, column in kinds if kind} if kinds and all(kind for kind, _ in kinds) else {}


def header_start(rows: Sequence[PrintedRow]) -> int:
    """Where the header of indicators begins (it may have two rows), or the number of rows if there is none."""
    at = next((i for i, row in enumerate(rows) if indicator_header(row)), len(rows))
    if 0 < at < len(rows) and len(header_columns(rows[at - 1])) >= 3 and not money_header(rows[at - 1]):
        return at - 1
    return at


def joined_header(above: Mapping[str, int], below: Mapping[str, int]) -> dict[str, int]:
    """The columns of a header of two rows: the lower row names what the upper one only heads (绩效指标 over 一级指标, 二级指标)."""
    return {key: column for key, column in above.items() if key not in below and column not in below.values()} | dict(
        below
    )


def money_header(row: PrintedRow, caption: int | None = None) -> dict[str, int] | None:
    """Measure → column where a row is the header of a project's money, else None; the cell in column `caption` names the block, no column."""
    columns: dict[str, int] = {}
    for column, key in _money_columns(row):
        if column != caption:
            columns.setdefault(key, column)
    amounts = {"initial_budget", "annual_budget", "executed"} & columns.keys()
    if len(amounts) >= 2 or (amounts and {"execution_rate", "score"} & columns.keys()):
        return columns
    return None


def money_caption(row: PrintedRow, below: Sequence[PrintedRow]) -> int | None:
    """The column of the cell of such a header that stands above the labels of the rows below and names the block (年度预算数（万元） above
    总额, 其中：财政资金); None where there is none.

    A header may stand left of its columns by a conversion, so its place isn't enough: its measure is printed once more beside it, or it
    alone has a unit and the rows have fewer numbers than the header has measures.
    """
    labels = {column for line in below for column, text in line.cells[:3] if money_source(text)}
    cells = _money_columns(row)
    units = [column for column, text in row.cells if _UNIT_OF_MONEY.search(fold(text))]
    most = max(
        (
            sum(number(text) is not None or percent(text) is not None or is_dash(text) for text in line.texts)
            for line in below
        ),
        default=0,
    )
    for column, key in cells:
        again = [other for other, same in cells if same == key]
        is_alone = units == [column] and len(cells) > most
        if column in labels and column == cells[0][0] and (len(again) > 1 or is_alone):
            return column
    return None


def _money_columns(row: PrintedRow) -> list[tuple[int, str]]:
    """(column, measure) of the cells that name one, from left to right."""
    words = vocabulary().money_header
    found = []
    for column, text in row.cells:
        label = label_of(text)
        if key := words.get(label) or words.get(re.sub(r"\([^()]*\)", "", label)):
            found.append((column, key))
    return found


def is_task_header(row: PrintedRow) -> bool:
    """Whether a row is the header of a department's tasks."""
    return any(label_of(text) in vocabulary().task_header for text in row.texts)


def money_source(text: str) -> str | None:
    """The source of money that a label names."""
    label = label_of(text)
    if len(label) > 24:
        return None
    for source, words in vocabulary().money_source:
        if any(word in label for word in words):
            return source
    return None


def is_total(row: PrintedRow) -> bool:
    """Whether a row is the total of a table of indicators (总分 or 合计 in front, numbers after)."""
    words = vocabulary().total
    texts = row.texts
    for i, text in enumerate(texts[:3]):
        if label_of(text) in words:
            later = texts[i + 1 :]
            return not later or any(points(text) is not None for text in later)
        if not is_side(text):
            return False
    return False


def is_side(text: str) -> bool:
    """Whether a cell is a piece of a vertical title left of the first level (`年 度 绩 效`, `标`)."""
    plain = squeeze(text)
    return 0 < len(plain) <= 14 and all(char in vocabulary().side_letters for char in plain)


def level1_word(text: str) -> tuple[str, Decimal | None] | None:
    """The first level that a cell names, with its points."""
    name, points = split_points(text)
    word = vocabulary().level1.get(fold(name))
    return (word, points) if word else None


@lru_cache(maxsize=8192)
def level2_word(text: str, *, loosely: bool = True) -> tuple[str, Decimal | None] | None:
    """The second level that a cell names, with its points.

    `loosely`: also where the cell holds pieces of its neighbours (`*出指 质量指标`), lost its last character
    (`服务对象满意度指`) or has one character wrong (`財效指标`).
    """
    name, points = split_points(text)
    label = fold(name)
    words = vocabulary()
    if any(label in level.words for level in words.level2):
        return name, points
    if label in words.framework:
        return name, points
    if not loosely or len(label) > 16 or not re.search(r"[指标]", label):
        return None
    for level in words.level2:
        full = level.words[0]
        if len(label) >= len(full) - 1 and full.startswith(label):
            return level.name, points
        stem = full.removesuffix("指标")
        if full in label or (len(stem) >= 4 and stem in label):
            return level.name, points
    if label.endswith("指标"):
        for level in words.level2:
            full = level.words[0]
            if len(label) == len(full) and sum(a != b for a, b in zip(label, full, strict=True)) == 1:
                return level.name, points
    return None


def level1_of(level2: str) -> str:
    """The first level that the form puts a second level under; "" where the form doesn't say."""
    order = level_order(level2)
    return "" if order is None else vocabulary().level2[order].level1


def level_order(level2: str) -> int | None:
    """Place of a second level in the order of the form."""
    label = fold(level2)
    return next((i for i, level in enumerate(vocabulary().level2) if label in level.words), None)


def title_kind(text: str) -> tuple[str, str] | None:
    """(kind, title without spaces, year and number of annex) where a line is the title of a performance table.

    The kind is "" where the title doesn't say which: then the form itself does.
    """
    words = vocabulary()
    plain = _YEAR.sub("", _NUMBERING.sub("", squeeze(text))).strip("*#_ ")
    if not plain or len(plain) > words.title_longest or not _TITLE_END.search(plain):
        return None
    if any(word in plain for word in words.title_never):
        return None
    for rule in words.title:
        if all(word in plain for word in rule["all"]) and (
            "any" not in rule or any(word in plain for word in rule["any"])
        ):
            kind = str(rule["kind"])
            if kind == "special_fund" and "自评" not in plain and "目标" in plain:
                kind = "special_fund_target"
            return kind, plain
    return ("", plain) if "绩效" in plain and plain.endswith("表") else None


def is_goods_header(row: PrintedRow) -> bool:
    """Whether a row heads a list of goods (采购品目, 计量单位, 数量, 单价): its 数量 is no level of indicators."""
    words = vocabulary().goods_header
    return any(word in fold(text) for text in row.texts for word in words)


def is_performance_rows(rows: Sequence[PrintedRow]) -> bool:
    """Whether rows can only be of a performance form: a header of indicators, or rows that name second levels."""
    levels = 0
    for row in rows:
        header = indicator_header(row)
        if header and {"level1", "level2"} & header.keys():
            return True
        levels += any(level2_word(text) for text in row.texts[:5]) and not is_goods_header(row)
    return levels >= 2 or (levels == 1 and any(is_total(row) for row in rows))


_CODE = re.compile(r"^[\[(（【]?[0-9A-Z]{6,}[\])）】]?[-—_]?(?=[^\dA-Z\W])")


def without_code(name: str) -> str:
    """A project's or unit's name without the code of the budget system before it (50000024T000000001-路灯维护)."""
    return _CODE.sub("", name)


def join_pieces(texts: Sequence[str]) -> tuple[str, bool]:
    """A value that stands in several cells, and whether it was broken.

    The converter cuts a value over cells (`部门信` `息化`), repeats its start (`部门信`, `部门信息化`) or overlaps
    the pieces (`部门信息`, `息化`).
    """
    pieces = [squeeze(text) for text in texts if not is_noise(text) or len(squeeze(text)) > 2]
    if not pieces:
        return "", False
    joined = pieces[0]
    for piece in pieces[1:]:
        if piece in joined:
            continue
        if piece.startswith(joined) or (len(joined) >= 4 and common_length(joined, piece) == len(joined)):
            joined = piece
            continue
        overlap = next(
            (k for k in range(min(len(joined), len(piece)), 1, -1) if joined.endswith(piece[:k])),
            0,
        )
        joined += piece[overlap:]
    return joined, len(pieces) > 1
