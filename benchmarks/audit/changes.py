"""Changes of one printed thing of a document: which there are of each kind, made on the document as a reader gives it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from benchmarks.audit.printed import IN_PROSE, WORDS, Place, Printed, amount_of
from benchmarks.audit.ties import Ties
from etl.documents.model import Document, Table


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change: its name in Chinese, the share in percent that should be noticed, and how large its part of all changes is.

    `findings`: how many findings it may leave at most once those of one cause are folded; None where that is no aim.
    """

    zh: str
    aim: float
    weight: int
    findings: int | None = None


KINDS = {
    "cell_plus_one": Kind("表中数字加 1.00", 99, 18),
    "cell_tenth": Kind("表中数字加一成", 98, 18),
    "row_dropped": Kind("表中一行缺失", 98.5, 14),
    "prose_tenth": Kind("文字数字加一成", 92, 18),
    "comparison": Kind("比较词改动", 95, 8),
    "direction": Kind("增减词相反", 95, 8),
    "form_emptied": Kind("表中数字全部清空", 100, 4),
    "unit_line": Kind("表的金额单位改动", 98, 4, 3),
    "block_shifted": Kind("数字与科目错行", 98, 4, 3),
    "rows_swapped": Kind("相邻两行数字对调", 85, 6),
    "item_left_out": Kind("文字漏列一项及其金额", 80, 5),
    "name_left_out": Kind("“主要包括”漏列一个名称", 60, 5),
}

SEARCHED = ("cell_plus_one", "cell_tenth", "prose_tenth", "item_left_out")
"""Kinds of which it is searched what a change contradicts (`benchmarks.audit.ties`); of the others everything counts but what stands alone."""


@dataclass(frozen=True)
class Change:
    """One change of a report: its kind, what is said of it, whether something else that is printed depends on it, and how it is made."""

    kind: str
    place: str
    what: str
    depends: bool
    make: Callable[[Document], Document]
    tie: str = ""
    """What the number agreed with before (`benchmarks.audit.ties`); of numbers only."""


def changes_of(printed: Printed, rng: random.Random, wanted: dict[str, int]) -> list[Change]:
    """At most so many changes of each kind, chosen by chance; fewer where a report has fewer."""
    found: list[Change] = []
    for kind, count in wanted.items():
        all_of_kind = _MAKERS[kind](printed)
        rng.shuffle(all_of_kind)
        found += [make() for make in all_of_kind[:count]]
    return found


def count_of(printed: Printed) -> dict[str, int]:
    """How many changes of each kind could be made."""
    return {kind: len(make(printed)) for kind, make in _MAKERS.items()}


# Of each kind a list of functions: a change is made up only once it is chosen.
_Makers = list[Callable[[], Change]]


def _cells(printed: Printed, kind: str) -> _Makers:
    ties = Ties(printed)

    def one(place: Place, value: Decimal) -> Change:
        digits = _decimals(value)
        step = (
            Decimal(1) if kind == "cell_plus_one" else max(round(abs(value) / 10, digits), Decimal(1).scaleb(-digits))
        )
        after = value + (step if value >= 0 or kind == "cell_plus_one" else -step)
        table = _table(printed, place.block)
        tie = ties.of_cell(place, value, after)
        label = next((text for text in table.rows[place.row] if text and amount_of(text) is None), "")
        return Change(
            kind, "form", f"表{table.index + 1} 行{place.row + 1} {label} {value} → {after}", bool(tie),
            lambda document: _with_cells(document, place.block, {(place.row, place.column): _like(after, table.rows[place.row][place.column])}),
            tie,
        )  # fmt: skip

    return [
        lambda place=place, value=value: one(place, value)  # type: ignore[misc]
        for place, value in printed.cells
        if value != 0 or kind == "cell_plus_one"
    ]


def _rows_dropped(printed: Printed) -> _Makers:
    rows = sorted({(place.block, place.row) for place, value in printed.cells if value != 0})
    # A table is not left without any row: no reader gives one.
    rows = [(block, row) for block, row in rows if len(_table(printed, block).rows) > 1]

    def one(block: int, row: int) -> Change:
        table = _table(printed, block)
        said = " ".join(text for text in table.rows[row] if text)
        return Change(
            "row_dropped", "form", f"表{table.index + 1} 行{row + 1} {said[:80]}", True,
            lambda document: _with_table(document, block, _without_row(table, row)),
        )  # fmt: skip

    return [lambda at=at: one(*at) for at in rows]  # type: ignore[misc]


def _prose(printed: Printed) -> _Makers:
    ties = Ties(printed)

    def one(place: Place, number: str, unit: str) -> Change:
        value = Decimal(number.replace(",", ""))
        digits = _decimals(value)
        after = value + max(round(value / 10, digits), Decimal(1).scaleb(-digits))
        tie = "" if printed.is_limit(place) else ties.of_prose(place, number, unit, after)
        return Change(
            "prose_tenth", "amount" if unit.endswith("元") else "rate" if unit in "%％" else "count",
            f"{number}{unit} → {after}: {_text(printed, place.block)[max(place.start - 60, 0) : place.end + 30]}", bool(tie),
            lambda document: _with_text(document, place, _like(after, number)),
            tie,
        )  # fmt: skip

    return [
        lambda place=place, found=found: one(place, found["number"], found["unit"])  # type: ignore[misc]
        for place, found in printed.numbers
        if Decimal(found["number"].replace(",", "")) != 0
    ]


def _words(printed: Printed, kind: str) -> _Makers:
    def one(place: Place, word: str) -> Change:
        depends = len(list(IN_PROSE.finditer(printed.around(place.block)))) > 1
        said = _text(printed, place.block)[max(place.start - 60, 0) : place.end + 20]
        return Change(
            kind, word, f"{word} → {WORDS[kind][word]}: {said}", depends,
            lambda document: _with_text(document, place, WORDS[kind][word]),
        )  # fmt: skip

    return [lambda place=place, word=word: one(place, word) for place, word in printed.words(kind)]  # type: ignore[misc]


def _emptied(printed: Printed) -> _Makers:
    def one(block: int, table: Table) -> Change:
        cells = {(place.row, place.column): "" for place, _ in printed.cells if place.block == block}
        values = [value for place, value in printed.cells if place.block == block]
        depends = any(printed.is_repeated(printed.wan(value, printed.unit_of(block))) for value in values)
        return Change(
            "form_emptied", "form", f"表{table.index + 1} {_head(printed, block)}", depends,
            lambda document: _with_cells(document, block, cells),
        )  # fmt: skip

    return [
        lambda block=block, table=table: one(block, table)  # type: ignore[misc]
        for block, table in printed.forms
        if any(value for place, value in printed.cells if place.block == block)
    ]


def _unit_lines(printed: Printed) -> _Makers:
    def one(place: Place) -> Change:
        block = printed.document.blocks[place.block]
        text = block.rows[place.row][place.column] if isinstance(block, Table) else block.text
        unit = text[place.start : place.end]
        other = "元" if unit == "万元" else "万元"
        form = next(at for at, _ in printed.forms if at >= place.block)
        values = [value for at, value in printed.cells if at.block == form]
        depends = any(printed.is_repeated(printed.wan(value, unit)) for value in values)
        changed = text[: place.start] + other + text[place.end :]

        def make(document: Document) -> Document:
            if isinstance(block, Table):
                return _with_cells(document, place.block, {(place.row, place.column): changed})
            return _with_text(document, place, other)

        return Change("unit_line", "form", f"{unit} → {other}: {_head(printed, form)}", depends, make)

    return [lambda place=place: one(place) for place in printed.unit_lines]  # type: ignore[misc]


def _blocks(printed: Printed) -> _Makers:
    """The amounts of all rows with codes stand one row too low, those of the last in the first."""

    def one(block: int, table: Table, rows: Sequence[int]) -> Change:
        amounts = [_amount_cells(table, row) for row in rows]
        columns = sorted({c for cells in amounts for c in cells})
        cells = {(row, c): table.rows[rows[n - 1]][c] for n, row in enumerate(rows) for c in columns}
        return Change(
            "block_shifted", "form", f"表{table.index + 1} {_head(printed, block)}", True,
            lambda document: _with_cells(document, block, cells),
        )  # fmt: skip

    found: _Makers = []
    for block, table in printed.forms:
        rows = printed.coded_rows(table)
        if len(rows) >= 4 and len({tuple(table.rows[r][c] for c in _amount_cells(table, r)) for r in rows}) >= 3:
            found.append(lambda block=block, table=table, rows=rows: one(block, table, rows))  # type: ignore[misc]
    return found


def _swapped(printed: Printed) -> _Makers:
    def one(block: int, table: Table, first: int) -> Change:
        columns = sorted({*_amount_cells(table, first), *_amount_cells(table, first + 1)})
        cells = {(first, c): table.rows[first + 1][c] for c in columns} | {
            (first + 1, c): table.rows[first][c] for c in columns
        }
        both = [value for at, value in printed.cells if at.block == block and at.row in (first, first + 1)]
        here = Counter(printed.wan(value, printed.unit_of(block)) for value in both)
        depends = any(amount and printed.amounts[amount] > count for amount, count in here.items())
        said = " / ".join(" ".join(text for text in table.rows[r] if text)[:60] for r in (first, first + 1))
        return Change(
            "rows_swapped", "form", f"表{table.index + 1} 行{first + 1} {said}", depends,
            lambda document: _with_cells(document, block, cells),
        )  # fmt: skip

    found: _Makers = []
    for block, table in printed.forms:
        for first in range(len(table.rows) - 1):
            above, below = (
                [(c, table.rows[r][c].strip()) for c in _amount_cells(table, r)] for r in (first, first + 1)
            )
            if any(amount_of(t) for _, t in above) and any(amount_of(t) for _, t in below) and above != below:
                found.append(lambda block=block, table=table, first=first: one(block, table, first))  # type: ignore[misc]
    return found


def _items(printed: Printed) -> _Makers:
    ties = Ties(printed)

    def one(place: Place) -> Change:
        said = _text(printed, place.block)[place.start : place.end]
        tied = [
            ties.of_prose(at, found["number"], found["unit"], Decimal(0))
            for at, found in printed.numbers
            if at.block == place.block and place.start <= at.start < place.end and found["unit"].endswith("元")
        ]
        tie = next(filter(None, tied), "")
        return Change(
            "item_left_out", "paragraph" if place.start == 0 else "sentence", said[:120], bool(tie),
            lambda document: _with_text(document, place, ""),
            tie,
        )  # fmt: skip

    return [lambda place=place: one(place) for place in printed.items]  # type: ignore[misc]


def _names(printed: Printed) -> _Makers:
    paid = {
        text.strip()
        for _, table in printed.tables
        for row in table.rows
        if any(amount_of(cell) for cell in row)
        for text in row
    }

    def one(place: Place, name: str) -> Change:
        depends = any(text.endswith(name) for text in paid)
        said = _text(printed, place.block)[max(place.start - 40, 0) : place.end]
        return Change(
            "name_left_out", "list", f"{name}: {said}", depends, lambda document: _with_text(document, place, "")
        )

    return [lambda place=place, name=name: one(place, name) for place, name in printed.lists]  # type: ignore[misc]


_MAKERS: dict[str, Callable[[Printed], _Makers]] = {
    "cell_plus_one": lambda printed: _cells(printed, "cell_plus_one"),
    "cell_tenth": lambda printed: _cells(printed, "cell_tenth"),
    "row_dropped": _rows_dropped,
    "prose_tenth": _prose,
    "comparison": lambda printed: _words(printed, "comparison"),
    "direction": lambda printed: _words(printed, "direction"),
    "form_emptied": _emptied,
    "unit_line": _unit_lines,
    "block_shifted": _blocks,
    "rows_swapped": _swapped,
    "item_left_out": _items,
    "name_left_out": _names,
}


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def _like(value: Decimal, text: str) -> str:
    """A number with commas where `text` has them."""
    return f"{value:,f}" if "," in text else f"{value:f}"


def _table(printed: Printed, block: int) -> Table:
    table = printed.document.blocks[block]
    assert isinstance(table, Table)
    return table


def _text(printed: Printed, block: int) -> str:
    paragraph = printed.document.blocks[block]
    assert not isinstance(paragraph, Table)
    return paragraph.text


def _head(printed: Printed, block: int) -> str:
    """The line above a form that is its title as likely as not: the longest of the three before it."""
    near = [one.text for one in printed.document.blocks[max(block - 3, 0) : block] if not isinstance(one, Table)]
    return max(near, key=len, default="")[:40]


def _amount_cells(table: Table, row: int) -> list[int]:
    return [c for c, text in enumerate(table.rows[row]) if amount_of(text) is not None]


def _without_row(table: Table, row: int) -> Table:
    """The table without a row; merged cells that covers it, and what stands beside rows, follow."""
    spans = []
    for span in table.spans:
        if span.row <= row < span.row + span.rows:
            if span.rows > 1:
                spans.append(replace(span, rows=span.rows - 1))
        else:
            spans.append(replace(span, row=span.row - (span.row > row)))
    kept = {
        name: value[:row] + value[row + 1 :]
        for name in ("rows", "boxes", "confidence", "sheet_rows")
        if (value := getattr(table, name))
    }
    return replace(table, spans=tuple(spans), **kept)


def _with_table(document: Document, block: int, table: Table) -> Document:
    return replace(document, blocks=(*document.blocks[:block], table, *document.blocks[block + 1 :]))


def _with_cells(document: Document, block: int, cells: dict[tuple[int, int], str]) -> Document:
    table = document.blocks[block]
    assert isinstance(table, Table)
    rows = tuple(tuple(cells.get((r, c), text) for c, text in enumerate(row)) for r, row in enumerate(table.rows))
    return _with_table(document, block, replace(table, rows=rows))


def _with_text(document: Document, place: Place, text: str) -> Document:
    paragraph = document.blocks[place.block]
    assert not isinstance(paragraph, Table)
    changed = replace(paragraph, text=paragraph.text[: place.start] + text + paragraph.text[place.end :])
    return replace(document, blocks=(*document.blocks[: place.block], changed, *document.blocks[place.block + 1 :]))
