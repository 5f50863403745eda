"""Lines with figures → rows, with the names that are wrapped around them; their cells where each row has as many as the header has names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from etl.documents.plain.counted.words import CODE, LABEL_HEAD, RefusedError, Row, kind_of, words_of

_PART = re.compile(r"\d{2}")


def rows_of(body: Sequence[str]) -> list[Row]:
    """The rows, with the lines of wrapped labels put to the row whose label they are."""
    lines = [Row(words, "".join(map(kind_of, words))) for words in map(words_of, body)]
    for row in lines:
        if row.kinds[:1] == "I" and CODE.fullmatch(row.words[0]) and len(row.kinds) > 1:
            parts = 1
            while (
                parts < 3
                and parts < len(row.words) - 1
                and len(row.words[0]) == 3
                and _PART.fullmatch(row.words[parts])
            ):
                parts += 1
            row.kinds = "C" * parts + row.kinds[parts:]
    rows: list[Row] = []
    above: list[str] = []
    owed = 0  # lines of a label still to come below its row
    for row in lines:
        if set(row.kinds) == {"W"}:
            text = "".join(row.words)
            if owed and rows:
                rows[-1].label += text
                owed -= 1
            else:
                above.append(text)
            continue
        owed = len(above)
        row.label = "".join(above)
        if above and "W" in row.kinds and rows and len(rows[-1].kinds) and not _takes_label(row):
            rows[-1].label += row.label  # the rest of the label above, whose row has its first line
            row.label, owed = "", 0
        above = []
        rows.append(row)
    if above and rows:
        rows[-1].label += "".join(above)
    return rows


def _takes_label(row: Row) -> bool:
    """Whether a row may lack a label of its own: its first word is no label, or only one of its halves has one."""
    return row.kinds[0] != "W" and not re.match(r"C+W", row.kinds)


def by_count(rows: Sequence[Row]) -> tuple[str, list[list[str]]]:
    """Rows of codes, names and figures: as many figures in each as in the fullest, or none at all."""
    shapes = Counter(_shape(row) for row in rows)
    codes = max(shape[0] for shape in shapes)
    labels = max(shape[1] for shape in shapes)
    count = max(shape[2] for shape in shapes)
    if labels > 1:
        raise RefusedError("its rows have several texts, and which columns they are can't be counted")
    table: list[list[str]] = []
    for row in rows:
        own_codes, own_labels, figures = _shape(row)
        if figures not in (0, count):
            raise RefusedError(
                f"a row prints {figures} figures and others {count}: it isn't told which cells are empty"
            )
        if len(row.words) != own_codes + own_labels + figures or not re.fullmatch(r"C*W?[VI]*", row.kinds):
            raise RefusedError(f"the words “{' '.join(row.words)[:40]}” don't fit its columns")
        label = row.label if not own_labels else row.words[own_codes] + row.label
        values = row.words[len(row.words) - figures :] if figures else [""] * count
        code = [*row.words[:own_codes], *[""] * (codes - own_codes)]
        table.append([*code, label, *values])
    return "C" * codes + "W" + "V" * count, table


def _shape(row: Row) -> tuple[int, int, int]:
    """How many codes, labels and figures a row has."""
    return row.kinds.count("C"), row.kinds.count("W"), row.kinds.count("V") + row.kinds.count("I")


def triples(leaf: Sequence[str]) -> int:
    """How often a header repeats code, name and one amount; 0 where it is no such header."""
    count = len(leaf) // 3
    if count < 2 or len(leaf) != 3 * count:
        return 0
    fits = all(
        re.search("编码$|代码$", leaf[k]) and leaf[k + 1].endswith("名称") and not LABEL_HEAD.match(leaf[k + 2])
        for k in range(0, len(leaf), 3)
    )
    return count if fits else 0


def three_by_three(row: Row, count: int) -> list[str]:
    """Codes with their names and amounts: a code begins three cells, a name without code (人员经费合计) does too."""
    cells: list[list[str]] = []
    for word, kind in zip(row.words, row.kinds, strict=True):
        is_code = kind in "CI" and bool(CODE.fullmatch(word)) and (not cells or bool(cells[-1][1]) or not cells[-1][0])
        if is_code and not (cells and cells[-1][1] and not cells[-1][2] and len(word) > 5):
            cells.append([word, "", ""])
        elif kind == "W":
            if not cells or cells[-1][1]:
                cells.append(["", "", ""])
            cells[-1][1] = word
        elif cells and not cells[-1][2]:
            cells[-1][2] = word
        else:
            raise RefusedError(f"the words “{' '.join(row.words)[:40]}” don't fit its columns")
    free = [own for own in cells if own[0] and not own[1]]
    if row.label and len(free) == 1:
        free[0][1] = row.label
    elif row.label or free or len(cells) > count:
        raise RefusedError(f"the words “{' '.join(row.words)[:40]}” don't fit its columns")
    return [cell for own in [*cells, *[["", "", ""]] * (count - len(cells))] for cell in own]


def repeated(leaf: Sequence[str]) -> list[str]:
    """The kinds of columns of each block (`WIV`, `WVVV`) where a header names the label of several blocks: 项目 决算数 项目 决算数."""
    starts = [
        i
        for i, word in enumerate(leaf)
        if re.fullmatch(r"项目(?:[（(].*)?|支出功能分类.*|.*分类科目.*|.*科目名称", word)
    ]
    if len(starts) < 2 or starts[0] != 0 or any("编码" in word or "代码" in word for word in leaf):
        return []
    ends = [*starts[1:], len(leaf)]
    return [
        "".join("W" if i == start else "I" if re.fullmatch("行次|序号", leaf[i]) else "V" for i in range(start, end))
        for start, end in zip(starts, ends, strict=True)
    ]
