"""Tables of text whose cells are one space apart, as copying from a PDF viewer gives them: columns by counting the words of a row.

No position is left in such text, and cells without text leave no trace. A table is read where counting leaves no choice: its rows have as many
figures as its header has names, or lines of a form with halves side by side follow the numbers of their lines (行次) or their ordinals. Anything
else is refused with the reason; nothing is guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from etl.documents.model import Span

_MONEY = re.compile(r"-?(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+\.\d+)%?")
_DASH = re.compile(r"[-—–－─]{1,4}")
_WHOLE = re.compile(r"-?\d{1,6}")
_CODE = re.compile(r"[2-5]\d{2}(?:\d{2}){0,2}|\d{6}(?:\d{3})?")
_PART = re.compile(r"\d{2}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE = re.compile(r"[。；;!！?？]|\.{4}|…{2}|·{4}")
_CAPTION = re.compile(
    r"表(?:[（(].{1,20}[)）])?$|(?:单位|部门|日期|机关|时间)(?:名称)?\s*[:：]|^(?:部门|单位)?公开\s*表?\s*\d+\s*表?$|[:：]$|^(?:备?注|说明)\d*[:：]"
    r"|^第.{1,3}部分|^[-—–－\s]*\d{1,4}[-—–－\s]*$|^附[件表]"
)
"""What stands above or below a table, and the number of a page."""
_LABEL_HEAD = re.compile(
    r"^(?:.*科目(?:编码|代码|名称)|.*分类科目|(?:单位|项目)?(?:编码|代码|名称)|项\s*目|类|款|项|行次|栏次|序号)$"
)
_NUMBERING = re.compile(r"^栏\s*次$|^(?:列|栏)次$")
_TOTAL = re.compile(r"^(?:合\s*计|小\s*计|总\s*计)$")
_REMARK = re.compile(r"^(?:备\s*注|说明)$")
_WHOLE_NAME = re.compile(r"(?:收入|支出|数|经费|合计|拨款|资金|结余|分类|科目)(?:[（(].*[)）])?$")
"""A name above others; a piece of one that is broken over lines doesn't end so."""
_NUMERALS = "一二三四五六七八九十"
_ORDINAL = re.compile(rf"^(?:([{_NUMERALS}]{{1,3}})[、.．]|[（(]([{_NUMERALS}]{{1,3}})[)）])")
_MOST_WAYS = 64
_LONGEST_LABEL = 45
_PAGE_NUMBER = re.compile(r"[-—–－\s]*\d{1,4}[-—–－\s]*|第\s*\d+\s*页.*")
_FEWEST_ROWS = 2
_MOST_LINES = 400
_MOST_HEADER_LINES = 8


Ordinals = tuple[int, int]
"""The last 一、 and the last （一） of a half."""


@dataclass(frozen=True, slots=True)
class Ends:
    """How far the halves of a form have come, for its next page: the header's names, the last line numbers, the last ordinals."""

    names: tuple[str, ...]
    lines: tuple[int, ...]
    ordinals: tuple[Ordinals, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """A table read by counting: how many lines it took, its rows and merged header cells; or `refused`, why it can't be read."""

    lines: int
    rows: tuple[tuple[str, ...], ...] = ()
    spans: tuple[Span, ...] = ()
    refused: str = ""
    ends: Ends | None = None


@dataclass(slots=True)
class _Row:
    """A line with figures: its words with their kinds. `label` holds the lines of a wrapped label beside it."""

    words: list[str]
    kinds: str
    label: str = ""


class _RefusedError(Exception):
    """Counting leaves a choice."""


def read_counted(lines: Sequence[str], before: Ends | None = None) -> Counted | None:
    """The table that begins with the first of these lines; None where none begins there. `before`: how far the table before came."""
    found = _extent(lines[:_MOST_LINES])
    if found is None:
        return None
    header, body, taken = found
    try:
        rows = _rows(body)
        if all("W" not in row.kinds and not row.label for row in rows):
            raise _RefusedError("its rows have no names")
        kinds, table, ends = _blocks_or_columns(header, rows, before)
        head, spans = _header(header, kinds, table)
    except _RefusedError as reason:
        return Counted(taken, refused=str(reason))
    return Counted(taken, tuple(map(tuple, [*head, *table])), tuple(spans), ends=ends)


def is_figure(word: str) -> bool:
    """Whether a word is an amount, a dash in its place, or a whole number."""
    return bool(_MONEY.fullmatch(word) or _DASH.fullmatch(word) or _WHOLE.fullmatch(word))


def _words(line: str) -> list[str]:
    """The words of a line; 合 计 and 项 目 are one."""
    words: list[str] = []
    for word in line.split():
        alone = len(word) == 1 and _HAN.fullmatch(word) and word not in "类款项"
        if alone and words and len(words[-1]) <= 3 and _HAN.fullmatch(words[-1][-1]) and words[-1] not in "类款项":
            words[-1] += word
        else:
            words.append(word)
    return words


def _is_body(line: str) -> bool:
    """Whether a line is a row: two words or more, an amount, a dash or a code among them."""
    words = _words(line)
    if len(words) < 2 or _SENTENCE.search(line) or _CAPTION.search(line.strip()):
        return False
    if _NUMBERING.match(words[0]) or all(_LABEL_HEAD.match(word) or _WHOLE.fullmatch(word) for word in words):
        return bool(_WHOLE.fullmatch(words[0])) and any(_CODE.fullmatch(word) for word in words[:1])
    return any(_MONEY.fullmatch(word) or _DASH.fullmatch(word) for word in words[1:]) or bool(
        _WHOLE.fullmatch(words[-1]) and any(_HAN.search(word) for word in words)
    )


def _is_header(line: str) -> bool:
    """Whether a line can be one of a header: short words without amounts."""
    text = line.strip()
    return (
        not _SENTENCE.search(text)
        and not _CAPTION.search(text)
        and not any(_MONEY.fullmatch(word) or _DASH.fullmatch(word) for word in text.split())
        and all(len(word) <= 24 for word in text.split())
    )


def _extent(lines: Sequence[str]) -> tuple[list[str], list[str], int] | None:
    """(header lines, body lines, lines taken) where a table begins with the first line."""
    header: list[str] = []
    at = 0
    while at < len(lines) and len(header) <= _MOST_HEADER_LINES:
        text = lines[at].strip()
        if text and _is_body(text):
            break
        if text:
            if not _is_header(text):
                return None
            header.append(text)
        at += 1
    if not header or at >= len(lines) or not any(len(_words(line)) > 1 for line in header):
        return None
    body: list[str] = []
    first = _words(lines[at])
    if len(header) > 1 and not any(_HAN.search(word) for word in first) and len(_words(header[-1])) == 1:
        body.append(header.pop())  # the first line of a wrapped label, beside figures
    end = at
    pieces = 0
    skip = 0
    for n in range(at, len(lines)):
        text = lines[n].strip()
        if not text or n < skip:
            continue
        if _PAGE_NUMBER.fullmatch(text) or text == header[0]:
            # the next page, with the same header again
            skip = _behind_header(lines, n, header)
            if skip:
                body += _pieces(lines[end:n])
                end, pieces = skip, 0
                continue
        if _is_body(text):
            body += [*_pieces(lines[end:n]), text]
            end, pieces = n + 1, 0
            continue
        pieces += 1
        words = _words(text)
        if (
            len(words) > 2
            or pieces > 4
            or _SENTENCE.search(text)
            or _CAPTION.search(text)
            or len(text) > _LONGEST_LABEL
        ):
            break
        if (
            len(words) == 1
            and _ORDINAL.match(text) is None
            and pieces == 1
            and len(text) <= 12
            and not _follows(lines, n)
        ):
            body.append(text)
            end = n + 1
    if sum(1 for line in body if _is_body(line)) < _FEWEST_ROWS:
        return None
    return header, body, end


def _pieces(lines: Sequence[str]) -> list[str]:
    """What stands between rows: pieces of labels. Numbers of pages are none."""
    return [text for line in lines if (text := line.strip()) and not _PAGE_NUMBER.fullmatch(text)]


def _behind_header(lines: Sequence[str], at: int, header: Sequence[str]) -> int:
    """The line behind a repeated header that begins at a line, or behind a page's number there; 0 where none does."""
    start = at + 1 if _PAGE_NUMBER.fullmatch(lines[at].strip()) else at
    wanted = list(header)
    for n in range(start, len(lines)):
        text = lines[n].strip()
        if not text:
            continue
        if text != wanted[0]:
            return 0
        wanted.pop(0)
        if not wanted:
            return n + 1
    return 0


def _follows(lines: Sequence[str], at: int) -> bool:
    """Whether another row comes soon after a line: then what stands between is sorted out with it."""
    following = [line for line in lines[at + 1 : at + 6] if line.strip()][:3]
    return any(_is_body(line) for line in following)


def _kind(word: str) -> str:
    if _DASH.fullmatch(word) or _MONEY.fullmatch(word):
        return "V"
    if _WHOLE.fullmatch(word) or _CODE.fullmatch(word):
        return "I"
    return "W"


def _rows(body: Sequence[str]) -> list[_Row]:
    """The rows, with the lines of wrapped labels put to the row whose label they are."""
    lines = [_Row(words, "".join(map(_kind, words))) for words in map(_words, body)]
    for row in lines:
        if row.kinds[:1] == "I" and _CODE.fullmatch(row.words[0]) and len(row.kinds) > 1:
            parts = 1
            while (
                parts < 3
                and parts < len(row.words) - 1
                and len(row.words[0]) == 3
                and _PART.fullmatch(row.words[parts])
            ):
                parts += 1
            row.kinds = "C" * parts + row.kinds[parts:]
    rows: list[_Row] = []
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


def _takes_label(row: _Row) -> bool:
    """Whether a row may lack a label of its own: its first word is no label, or only one of its halves has one."""
    return row.kinds[0] != "W" and not re.match(r"C+W", row.kinds)


def _blocks_or_columns(
    header: Sequence[str], rows: list[_Row], before: Ends | None
) -> tuple[str, list[list[str]], Ends | None]:
    """The kind of each column (C code, W label, I line number, V figure), the rows in them, and how far the halves come."""
    leaf = max((_words(line) for line in header), key=len)
    triples = _triples(leaf)
    if triples:
        return "CWV" * triples, [_three_by_three(row, triples) for row in rows], None
    halves = _repeated(leaf)
    if not halves:
        return *_by_count(rows), None
    new = Ends(tuple(leaf), (0,) * len(halves), ((0, 0),) * len(halves))
    known = before if before is not None and before.names == tuple(leaf) else new
    return _side_by_side(halves, rows, known)


def _triples(leaf: Sequence[str]) -> int:
    """How often a header repeats code, name and one amount; 0 where it is no such header."""
    count = len(leaf) // 3
    if count < 2 or len(leaf) != 3 * count:
        return 0
    fits = all(
        re.search("编码$|代码$", leaf[k]) and leaf[k + 1].endswith("名称") and not _LABEL_HEAD.match(leaf[k + 2])
        for k in range(0, len(leaf), 3)
    )
    return count if fits else 0


def _three_by_three(row: _Row, count: int) -> list[str]:
    """Codes with their names and amounts: a code begins three cells, a name without code (人员经费合计) does too."""
    cells: list[list[str]] = []
    for word, kind in zip(row.words, row.kinds, strict=True):
        is_code = kind in "CI" and bool(_CODE.fullmatch(word)) and (not cells or bool(cells[-1][1]) or not cells[-1][0])
        if is_code and not (cells and cells[-1][1] and not cells[-1][2] and len(word) > 5):
            cells.append([word, "", ""])
        elif kind == "W":
            if not cells or cells[-1][1]:
                cells.append(["", "", ""])
            cells[-1][1] = word
        elif cells and not cells[-1][2]:
            cells[-1][2] = word
        else:
            raise _RefusedError(f"the words “{' '.join(row.words)[:40]}” don't fit its columns")
    free = [own for own in cells if own[0] and not own[1]]
    if row.label and len(free) == 1:
        free[0][1] = row.label
    elif row.label or free or len(cells) > count:
        raise _RefusedError(f"the words “{' '.join(row.words)[:40]}” don't fit its columns")
    return [cell for own in [*cells, *[["", "", ""]] * (count - len(cells))] for cell in own]


def _repeated(leaf: Sequence[str]) -> list[str]:
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


@dataclass(frozen=True, slots=True)
class _State:
    """One way to read the rows so far: their cells, and how far the halves have come."""

    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    ordinals: tuple[Ordinals, ...]


def _side_by_side(blocks: Sequence[str], rows: Sequence[_Row], known: Ends) -> tuple[str, list[list[str]], Ends]:
    """Rows of a form with halves side by side. A half prints all its figures in a row or none. Of several ways to read the rows, the one is
    taken whose lines add up to the totals of both halves."""
    states = [_State((), known.lines, known.ordinals)]
    for row in rows:
        states = [after for state in states for cells in _ways(blocks, row) if (after := _next(blocks, state, cells))]
        if not states:
            raise _RefusedError(f"the words “{' '.join(row.words)[:40]}” don't fit its columns")
        if len(states) > _MOST_WAYS:
            break
    if len(states) > 1:
        states = [state for state in states if _totals_hold(blocks, state.rows)]
    if len(states) != 1:
        raise _RefusedError("it isn't told in which of its halves some lines stand")
    (state,) = states
    return "".join(blocks), [list(row) for row in state.rows], Ends(known.names, state.lines, state.ordinals)


def _next(blocks: Sequence[str], state: _State, cells: Sequence[Sequence[str]]) -> _State | None:
    """The state after one more row; None where its line numbers or ordinals don't go on from those above, or figures have no label."""
    lines = list(state.lines)
    ordinals = list(state.ordinals)
    for b, (block, own) in enumerate(zip(blocks, cells, strict=True)):
        number = next((cell for kind, cell in zip(block, own, strict=True) if kind == "I"), "")
        has_figure = any(cell for kind, cell in zip(block, own, strict=True) if kind == "V")
        if "I" in block:
            if (number and lines[b] and int(number) != lines[b] + 1) or ((own[0] or has_figure) and not number):
                return None
        elif has_figure and not own[0]:
            return None
        if not _goes_on(ordinals[b], own[0]):
            return None
        lines[b] = int(number) if number else lines[b]
        ordinals[b] = _after(ordinals[b], own[0])
    return _State((*state.rows, tuple(cell for block in cells for cell in block)), tuple(lines), tuple(ordinals))


def _totals_hold(blocks: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether in each half the lines with a first ordinal (一、) add up to the first total, in each column of figures."""
    start = 0
    for block in blocks:
        figures = [start + k for k, kind in enumerate(block) if kind == "V"]
        total = next((r for r, row in enumerate(rows) if re.search("合计$|总计$", row[start])), None)
        if total is None:
            return False
        items = [row for row in rows[:total] if _ordinal(row[start])[1] and _ordinal(row[start])[0] == 0]
        for column in figures:
            apart = _number(rows[total][column]) - sum((_number(row[column]) for row in items), Decimal(0))
            if abs(apart) > Decimal("0.005") * (len(items) + 1):
                return False
        start += len(block)
    return True


def _ways(blocks: Sequence[str], row: _Row) -> Iterator[list[list[str]]]:
    """The ways to share the words of a row out to the halves; a label that stands on lines of its own goes to one without a label."""
    for shares in product((False, True), repeat=2 * len(blocks)):
        shapes = [
            "".join(kind for kind in block if kind == "I" or (kind == "W" and named) or (kind == "V" and filled))
            for block, named, filled in zip(blocks, shares[::2], shares[1::2], strict=True)
        ]
        for numbered in product((True, False), repeat=len(blocks)):
            own = [
                shape if has or "I" not in shape else shape.replace("I", "")
                for shape, has in zip(shapes, numbered, strict=True)
            ]
            if any("I" not in shape and not has for shape, has in zip(shapes, numbered, strict=True)):
                continue
            plan = "".join(own)
            if len(plan) != len(row.words) or not all(
                kind == has or (kind == "V" and has == "I") for kind, has in zip(plan, row.kinds, strict=True)
            ):
                continue
            cells = _filled(blocks, own, row.words)
            free = [b for b, one in enumerate(cells) if not one[0]]
            if not row.label:
                yield cells
            for b in free if row.label else ():
                yield [[row.label, *one[1:]] if k == b else one for k, one in enumerate(cells)]
            if row.label and not free:
                for b, one in enumerate(cells):  # the rest of a label below its first line
                    if not _ORDINAL.match(row.label):
                        yield [[one[0] + row.label, *one[1:]] if k == b else other for k, other in enumerate(cells)]


def _filled(blocks: Sequence[str], shapes: Sequence[str], words: Sequence[str]) -> list[list[str]]:
    left = list(words)
    cells = []
    for block, shape in zip(blocks, shapes, strict=True):
        own = []
        rest = list(shape)
        for kind in block:
            if rest and rest[0] == kind:
                rest.pop(0)
                own.append(left.pop(0))
            else:
                own.append("")
        cells.append(own)
    return cells


def _ordinal(label: str) -> tuple[int, int]:
    """二十六、… → (0, 26), （三）… → (1, 3); (0, 0) where a label has no ordinal."""
    match = _ORDINAL.match(label)
    if match is None:
        return 0, 0
    tens, ten, ones = (match[1] or match[2]).partition("十")
    if not ten:
        number = _NUMERALS.index(tens) + 1 if len(tens) == 1 else 0
    else:
        number = 10 * (_NUMERALS.index(tens[0]) + 1 if tens else 1) + (_NUMERALS.index(ones[0]) + 1 if ones else 0)
    return (0 if match[1] else 1), number


def _goes_on(last: Ordinals, label: str) -> bool:
    """Whether the ordinal of a label, if it has one, goes on from the last ones of its half."""
    level, number = _ordinal(label)
    if not number or not any(last):
        return True
    return number == last[level] + 1 or (number == 1 and (level == 1 or not last[0]))


def _after(last: Ordinals, label: str) -> Ordinals:
    level, number = _ordinal(label)
    if not number:
        return last
    return (number, 0) if level == 0 else (last[0], number)


def _by_count(rows: Sequence[_Row]) -> tuple[str, list[list[str]]]:
    """Rows of codes, names and figures: as many figures in each as in the fullest, or none at all."""
    shapes = Counter(_shape(row) for row in rows)
    codes = max(shape[0] for shape in shapes)
    labels = max(shape[1] for shape in shapes)
    count = max(shape[2] for shape in shapes)
    if labels > 1:
        raise _RefusedError("its rows have several texts, and which columns they are can't be counted")
    table: list[list[str]] = []
    for row in rows:
        own_codes, own_labels, figures = _shape(row)
        if figures not in (0, count):
            raise _RefusedError(
                f"a row prints {figures} figures and others {count}: it isn't told which cells are empty"
            )
        if len(row.words) != own_codes + own_labels + figures or not re.fullmatch(r"C*W?[VI]*", row.kinds):
            raise _RefusedError(f"the words “{' '.join(row.words)[:40]}” don't fit its columns")
        label = row.label if not own_labels else row.words[own_codes] + row.label
        values = row.words[len(row.words) - figures :] if figures else [""] * count
        code = [*row.words[:own_codes], *[""] * (codes - own_codes)]
        table.append([*code, label, *values])
    return "C" * codes + "W" + "V" * count, table


def _shape(row: _Row) -> tuple[int, int, int]:
    """How many codes, labels and figures a row has."""
    return row.kinds.count("C"), row.kinds.count("W"), row.kinds.count("V") + row.kinds.count("I")


def _header(header: Sequence[str], kinds: str, table: Sequence[Sequence[str]]) -> tuple[list[list[str]], list[Span]]:
    """The header's rows and merged cells, where its words can be put above the columns in one way only."""
    lines = [_words(line) for line in header]
    lines = [
        words for words in lines if not any(map(_NUMBERING.match, words)) and not all(map(_WHOLE.fullmatch, words))
    ]
    if lines and len(lines[-1]) == len(kinds) + 1 and _REMARK.match(lines[-1][-1]):
        # a column of remarks without any; rows are padded to the header's width
        head, spans = _header([" ".join(words[:-1] if words is lines[-1] else words) for words in lines], kinds, table)
        head[-1].append(lines[-1][-1])
        return [[*row, *[""] * (len(kinds) + 1 - len(row))] for row in head], spans
    if lines and len(lines[-1]) == len(kinds):
        return _whole(lines[:-1], kinds, lines[-1])
    if kinds.count("W") > 1:
        raise _RefusedError("its header has fewer or more names than it has columns")
    heads = [word for words in lines for word in words if _LABEL_HEAD.match(word)]
    values = [[word for word in words if not _LABEL_HEAD.match(word)] for words in lines]
    codes, count = kinds.count("C"), kinds.count("V")
    labels = _labels(heads, codes)
    amounts = [row[codes + 1 :] for row in table]
    lines = [words for words in values if words]
    found = list(_trees(lines, count, amounts)) or list(_woven(lines, count, amounts))
    if len(found) != 1:
        raise _RefusedError("its header's names can't be put above its columns in one way only")
    rows = []
    spans = []
    for depth, names in enumerate(found[0]):
        rows.append([*(labels if depth == len(found[0]) - 1 else [""] * (codes + 1)), *(name for name, _ in names)])
        at = codes + 1
        for place, (name, width) in enumerate(names):
            if name and width > 1:
                spans.append(Span(depth, at + place, 1, width))
    return rows, spans


def _whole(upper: Sequence[Sequence[str]], kinds: str, leaf: Sequence[str]) -> tuple[list[list[str]], list[Span]]:
    """A header whose last line names all columns; above it 收入 and 支出 of a form's halves, or one name above all figures."""
    if not upper:
        return [list(leaf)], []
    if kinds.count("C") > 1 and kinds == "CWV" * (len(kinds) // 3):
        # names above several columns of the same kind: over how many each stands isn't told, and makes no difference
        tops = [[" ".join(names), *[""] * (len(kinds) - 1)] for names in upper]
        return [*tops, list(leaf)], [Span(row, 0, 1, len(kinds)) for row in range(len(tops))]
    starts = [i for i, kind in enumerate(kinds) if kind == "W" and (not i or kinds[i - 1] != "C")]
    names = list(upper[0])
    if len(starts) < 2:
        names = [name for name in names if not _LABEL_HEAD.match(name)]
        starts = [kinds.index("W") + 1]
    if names == ["收入", "支出"] and len(starts) > 2:
        starts = starts[:2]  # expenditure by function, and again by economic subject
    if len(upper) > 1 or len(names) != len(starts) or not all(map(_WHOLE_NAME.search, names)):
        raise _RefusedError("its header's names can't be put above its columns in one way only")
    ends = [*starts[1:], len(kinds)]
    top = [""] * len(kinds)
    for start, name in zip(starts, names, strict=True):
        top[start] = name
    return [top, list(leaf)], [Span(0, start, 1, end - start) for start, end in zip(starts, ends, strict=True)]


def _labels(heads: Sequence[str], codes: int) -> list[str]:
    """The names of the columns of codes and of the label."""
    parts = [head for head in heads if head in ("类", "款", "项")]
    code = [head for head in heads if re.search("编码|代码", head)]
    name = [head for head in heads if head.endswith("名称")]
    other = [head for head in heads if head == "项目" or head.endswith("分类科目")]
    if codes == 0 and (name or other):
        return [(name or other)[0]]
    if codes == 1 and code and name:
        return [code[0], name[0]]
    if codes > 1 and len(parts) >= codes and name:
        return [*parts[:codes], name[0]]
    raise _RefusedError("its header doesn't name its columns of codes and labels")


_Level = list[tuple[str, int]]
"""A row of a header: a name and over how many columns it stands, "" where nothing stands."""


def _trees(lines: Sequence[Sequence[str]], count: int, rows: Sequence[Sequence[str]]) -> Iterator[list[_Level]]:
    """The ways to read lines of names as a header of `count` columns: each line stands below one name of the line above.

    The names below one begin with their total (小计), which the figures have to be the sum of the others.
    """
    if not lines or sum(map(len, lines)) - len(lines) + 1 != count:
        return
    for parents in product(*(range(len(line)) for line in lines[:-1])):
        starts = [sum(parents[:k]) for k in range(len(lines))]
        levels: list[_Level] = []
        proven = True
        for depth, line in enumerate(lines):
            below = sum(map(len, lines[depth:])) - (len(lines) - depth) + 1
            level: _Level = [("", 1)] * count
            column = starts[depth]
            widths = []
            for place, name in enumerate(line):
                width = 1 if depth == len(lines) - 1 or place != parents[depth] else below - len(line) + 1
                level[column] = (name, width)
                widths.append((column, width))
                column += width
            levels.append(level)
            if depth and len(lines[depth - 1]) > 1:
                proven = proven and bool(_TOTAL.match(line[0])) and _adds_up(widths, rows)
        if proven:
            yield _lowered(levels)


def _woven(lines: Sequence[Sequence[str]], count: int, rows: Sequence[Sequence[str]]) -> Iterator[list[_Level]]:
    """The ways to read a header whose names stand in the middle of their heights: the last line below one name of those above, whose
    lines are woven into one, each in its order."""
    *above, last = lines
    if len(above) < 2 or sum(map(len, above)) + len(last) - 1 != count or not _TOTAL.match(last[0]):
        return
    for names in _weaves(above):
        for at, parent in enumerate(names):
            # a name above others stands higher than names that have the whole height of the header
            if (
                parent not in above[0]
                or _TOTAL.match(parent)
                or not _adds_up([(at + k, 1) for k in range(len(last))], rows)
            ):
                continue
            rest = [(k if k <= at else k + len(last) - 1) for k in range(len(names))]
            totals = [k for k, name in enumerate(names) if _TOTAL.match(name)]
            if totals and not (totals == [0] and _adds_up([(column, 1) for column in rest], rows)):
                continue
            upper: _Level = [("", 1)] * count
            lower: _Level = [("", 1)] * count
            upper[at] = (parent, len(last))
            for k, name in enumerate(names):
                if k != at:
                    lower[rest[k]] = (name, 1)
            for k, name in enumerate(last):
                lower[at + k] = (name, 1)
            yield [upper, lower]


def _weaves(lines: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """All orders of the names that keep the order of each line."""
    left = [list(line) for line in lines if line]
    if not left:
        yield []
        return
    for i, line in enumerate(left):
        for rest in _weaves([*left[:i], line[1:], *left[i + 1 :]]):
            yield [line[0], *rest]


def _adds_up(widths: Sequence[tuple[int, int]], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of some columns is the sum of the others in all rows, and isn't nothing in each."""
    seen = False
    for row in rows:
        numbers = [_number(row[column]) for column, _ in widths]
        if abs(numbers[0] - sum(numbers[1:], Decimal(0))) > Decimal("0.005") * len(numbers):
            return False
        seen = seen or bool(numbers[0])
    return seen


def _number(cell: str) -> Decimal:
    return Decimal(re.sub("[,，]", "", cell)) if _MONEY.fullmatch(cell) and "%" not in cell else Decimal(0)


def _lowered(levels: list[_Level]) -> list[_Level]:
    """The header with names of one column in its last row."""
    last = levels[-1]
    for level in levels[:-1]:
        for column, (name, width) in enumerate(level):
            if name and width == 1 and not last[column][0]:
                last[column] = (name, 1)
                level[column] = ("", 1)
    return levels
