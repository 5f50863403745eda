"""What stands around a table: its title, form number, unit of money, who prepared it, and its note."""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.documents.model import Document, Paragraph, Table
from etl.words.folding import fold, printed_label
from etl.words.numerals import NUMERALS
from etl.words.units import MONEY, YUAN

_NUMBER_LINE = re.compile(
    rf"^(?:(?:公开|预算|决算|财决|财预|部门|单位|附)*\d*表?-?\d+-?\d*表|(?:附?表|附件)[{NUMERALS}\d]+(?:-\d+)?|(?:部门|单位)?公开表?\d+)[:：]?$"
)
_UNIT = re.compile(rf"单位[:：]?(?:人民币)?(?P<unit>{MONEY})")
_UNIT_BARE = re.compile(rf"^[(（]?(?:金额)?(?:单位)?[:：]?(?P<unit>{MONEY})[)）]?$")
_PREPARER = re.compile(
    r"^(?:编制|填报|填制|公开|预算主管|预算|决算|主管|编报)?(?:部门[/、]?单位|部门\(单位\)|部门|单位)(?:名称|编码)?(?:\([^)]*\))?[:：](?P<name>[^:：]*?)"
    r"(?=$|\d{4}年|金额单位|单位[:：]|编制(?!委员会|办)|日期|填报|部门|报表)"
)
_NOTE = re.compile(r"^(?:备?注|说明|附注)\d*[:：.、]")
_PERIOD = re.compile(r"^[(（]?(?:19|20)\d\d年?度?[)）]?$")
_DATE = re.compile(r"^(?:编制|填报)?(?:日期|时间)?[:：]?20\d\d年\d+月(?:\d+日)?$")
_ORDINAL = re.compile(
    rf"^(?:第[{NUMERALS}\d]+部分|附件?[{NUMERALS}\d]*[:：.、]|附?表(?:\d{{1,2}}?(?=20\d\d年)|\d+|[{NUMERALS}]+(?!般))(?:-\d+)?[:：.、]?|[(（]?[{NUMERALS}]+[)）]?[、.．]|[(（]?\d{{1,2}}[)）、.．](?!\d)|[(（]\d{{1,2}}[)）]|公开\d+表[:：]?|预算\d+表[:：]?|[-—·•●])+"
)
_YEAR_PREFIX = re.compile(r"^.{0,40}?(?:19|20)\d\d年?度?(?=(?:部门|单位|省|市|区|县|本级)*[^0-9]{4,})")
_CONTINUED = re.compile(rf"[(（]?续表?[{NUMERALS}\d]*[)）]?$")
_TITLE_END = re.compile(
    rf"表(?:[{NUMERALS}]|\d{{1,2}})?(?:[(（].{{1,30}}[)）]|[-—–]{{1,2}}[\u4e00-\u9fff()（）、]{{2,20}})*(?:部门|单位)?$"
)


_LEADING_NUMBER = re.compile(
    rf"^((?:公开|预算|决算|财决|部门公开|单位公开)\d+表|附?表(?:\d{{1,2}}?(?=20\d\d年)|\d+(?:-\d+)?|(?:[{NUMERALS}](?!般))+))[:：.、]?(?=.{{3,}}表)"
)
_TRAILING_NUMBER = re.compile(r"(?<=表)[(（]?((?:公开|预算|决算|财决|部门公开|单位公开)\d+表)[)）]?$")
_TRAILING_UNIT = re.compile(rf"[(（]?(?:金额)?单位[:：](?:人民币)?(?:{MONEY})[)）]?$")


@dataclass(frozen=True, slots=True)
class Heading:
    """What was read above (or in the first rows of) a table. Empty strings and None where nothing was printed.

    `title` is as printed without spaces, `bare` the title without ordinal, year and continuation mark. `rows` counts the
    table's own leading rows that the heading took up. `lines` are the paragraphs it was read from, nearest first.
    """

    title: str = ""
    bare: str = ""
    number: str = ""
    unit: str = ""
    preparer: str = ""
    continued: bool = False
    rows: int = 0
    lines: tuple[str, ...] = ()


def squeeze(text: str) -> str:
    """A title as published, without Markdown marks."""
    return printed_label(re.sub(r"[#*]+", "", text))


def bare_title(title: str) -> str:
    """The title without ordinal, leading agency and year, unit and continuation mark, in folded spelling."""
    text = fold(title)
    text = _ORDINAL.sub("", text)
    text = _CONTINUED.sub("", text)
    text = re.sub(rf"[(]?(?:金额)?单位[:：]?(?:{MONEY})[)]?$", "", text)
    cut = _YEAR_PREFIX.match(text)
    if cut and len(text) - cut.end() >= 4:
        text = text[cut.end() :]
    return _ORDINAL.sub("", text).strip('《》"“”') if not text.startswith(("“", '"')) else text


def unit_in(text: str) -> str:
    """The unit of money named in a line (`单位：万元`), "" where none is."""
    plain = fold(text)
    match = _UNIT.search(plain) or _UNIT_BARE.match(plain)
    return match["unit"] if match else ""


def preparer_in(text: str) -> str:
    """The agency named in a line like `编制部门：…`, "" where none is."""
    match = _PREPARER.match(fold(text))
    name = match["name"] if match else ""
    return "" if name in YUAN or (unit_in(text) and len(name) < 4) else name.rstrip("(:")


_NAMED_FORM = re.compile(r"[^。；，、:;,]{2,36}(?:经费|情况|支出|收入|预算|决算)")


def is_title(text: str) -> bool:
    """Whether a line can be the title of a form: it ends with 表 (and what stands in brackets after it) and is no sentence."""
    plain = _CONTINUED.sub("", fold(text))
    return (
        3 <= len(plain) <= 80
        and bool(_TITLE_END.search(plain))
        and not re.search(r"[。；;]|见.*表$|详见|如下表|附表$", plain)
    )


def heading_of(document: Document, table: Table) -> Heading:
    """Read the heading of a table from the paragraphs above it, and from its own first rows where a converter put it there."""
    lines = [paragraph.text for paragraph in document.before(table)]
    own, taken = _own_lines(table)
    found: dict[str, str] = {}
    title = ""
    read: list[str] = []
    for text in [*reversed(own), *lines]:
        plain = fold(text)
        read.append(text)
        if _NOTE.match(plain) and len(plain) > 6:
            break
        unit, preparer = unit_in(text), preparer_in(text)
        for key, value in (("unit", unit), ("preparer", preparer)):
            if value and key not in found:
                found[key] = value
        if _NUMBER_LINE.match(plain):
            found.setdefault("number", plain.rstrip(":"))
            continue
        if is_title(text):
            title = squeeze(text)
            break
        if not (
            unit
            or preparer
            or _PERIOD.match(plain)
            or _DATE.match(plain)
            or re.fullmatch(r"[-—\d\s]+|第\d+页.*", plain)
        ):
            joined = _joined_title(lines, text)
            if joined:
                title = joined
            elif "number" in found and _NAMED_FORM.fullmatch(plain):
                title = squeeze(text)  # above a form's number stands its name, with or without 表
            break
    if not found.get("unit") and title:
        found["unit"] = unit_in(title)
    title, number = _split_number(title, found.get("number", ""))
    return Heading(
        title=_CONTINUED.sub("", title),
        bare=bare_title(title),
        number=number,
        unit=found.get("unit", ""),
        preparer=found.get("preparer", ""),
        continued=bool(title and _CONTINUED.search(fold(title))),
        rows=taken,
        lines=tuple(read),
    )


def _split_number(title: str, number: str) -> tuple[str, str]:
    """A title without the form's number, and without the unit of money, printed on its line."""
    title = _TRAILING_UNIT.sub("", title)
    for pattern in (_LEADING_NUMBER, _TRAILING_NUMBER):
        match = pattern.search(title)
        if match:
            title = (title[: match.start()] + title[match.end() :]).strip(":：")
            number = number or match[1]
    return title, number


def _joined_title(lines: list[str], text: str) -> str:
    """A title printed over two lines: the second ends with 表, the first with neither 表 nor a full stop."""
    try:
        i = lines.index(text)
    except ValueError:
        return ""
    for parts in ([text], [lines[i + 1], text] if i + 1 < len(lines) else []):
        joined = "".join(parts)
        if is_title(joined) and len(fold(joined)) <= 60 and not re.search(r"[。；]", joined):
            return squeeze(joined)
    return ""


def _own_lines(table: Table) -> tuple[list[str], int]:
    """Leading rows of the table that hold its heading: one text cell, or title, number, preparer and unit cells only."""
    own: list[str] = []
    taken = 0
    for row in table.rows[:6]:
        cells = [cell for cell in row if cell.strip()]
        if not cells:
            taken += 1
            continue
        heading = [
            cell
            for cell in cells
            if is_title(cell)
            or unit_in(cell)
            or preparer_in(cell)
            or _NUMBER_LINE.match(fold(cell))
            or _PERIOD.match(fold(cell))
            or _DATE.match(fold(cell))
        ]
        if len(heading) != len(cells) or (table.width < 2):
            break
        own += cells
        taken += 1
    return (own, taken) if own else ([], 0)


def note_after(document: Document, table: Table) -> str:
    """The note below a table (注：…), "" where there is none."""
    for block in document.blocks[table.position + 1 : table.position + 3]:
        if isinstance(block, Paragraph) and _NOTE.match(fold(block.text)):
            return block.text
    return ""
