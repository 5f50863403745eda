"""What stands around a table: its title, form number, unit of money, who prepared it, and its note."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from etl.documents.model import Document, Paragraph, Table
from etl.statements.header_paths import column_kind
from etl.statements.vocabulary import step_pattern, step_words
from etl.words.folding import fold, printed_label
from etl.words.units import YUAN

_NUMBER_LINE = step_pattern("surroundings.number_line")
_UNIT = step_pattern("surroundings.unit")
_TITLE_UNIT = step_pattern("surroundings.title_unit")
_UNIT_SAID = step_pattern("surroundings.unit_said")
_COUNTED = step_pattern("surroundings.counted")
_PREPARES = step_pattern("surroundings.prepares")
_UNIT_BARE = step_pattern("surroundings.unit_bare")
_PREPARER = step_pattern("surroundings.preparer")
_UNIT_OF_DEPARTMENT = step_pattern("surroundings.unit_of_department")
_PAIRS = step_pattern("surroundings.pairs")
_NOTE = step_pattern("surroundings.note")
_PERIOD = step_pattern("surroundings.period")
_DATE = step_pattern("surroundings.date")
_ORDINAL = step_pattern("surroundings.ordinal")
_YEAR_PREFIX = step_pattern("surroundings.year_prefix")
_CONTINUED = step_pattern("surroundings.continued")
_TITLE_BEGUN = step_pattern("surroundings.title_begun")
_FUND = step_pattern("surroundings.fund")
_TITLE_END = step_pattern("surroundings.title_end")


_LEADING_NUMBER = step_pattern("surroundings.leading_number")
_TRAILING_NUMBER = step_pattern("surroundings.trailing_number")
_TRAILING_UNIT = step_pattern("surroundings.trailing_unit")
_LEADING_UNIT = step_pattern("surroundings.leading_unit")
_UNIT_ALONE = step_pattern("surroundings.unit_alone")
_OF_ONE_FORM = step_pattern("surroundings.of_one_form")
_UNIT_OF_ALL = step_pattern("surroundings.unit_of_all")
_BELOW = 6
"""So many blocks below a line of a unit hold the next form's heading."""
_VALUE_WORD = step_pattern("header_paths.value_word")
_LEAF_WORD = step_pattern("header_paths.leaf_word")


@dataclass(frozen=True, slots=True)
class Heading:
    """What was read above (or in the first rows of) a table. Empty strings and None where nothing was printed.

    `title` is as printed without spaces, `bare` the title without ordinal, year and continuation mark. `rows` counts the
    table's own leading rows that the heading took up. `lines` are the paragraphs it was read from, nearest first.
    `counted` is its unit where that is none of money (单位：辆).
    `named` is a line in the place of the title that doesn't end as titles do; whether it is one, the catalogue knows.
    """

    title: str = ""
    bare: str = ""
    number: str = ""
    unit: str = ""
    preparer: str = ""
    continued: bool = False
    rows: int = 0
    lines: tuple[str, ...] = ()
    named: str = ""
    counted: str = ""

    @property
    def is_counted(self) -> bool:
        """Whether the form counts things or people."""
        return bool(self.counted)

    def under_its_name(self) -> Heading:
        """The heading whose title is the line above the table that doesn't say that it is one (政府采购预算, without 表)."""
        return replace(self, title=self.named, bare=bare_title(self.named) + _FORM_ENDING[0]) if self.named else self


def squeeze(text: str) -> str:
    """A title as published, without Markdown marks."""
    return printed_label(re.sub(r"[#*]+", "", text))


def bare_title(title: str) -> str:
    """The title without ordinal, leading agency and year, unit and continuation mark, in folded spelling."""
    text = fold(title)
    text = _unmarked(_ORDINAL.sub("", text))
    cut = _YEAR_PREFIX.match(text)
    if cut and len(text) - cut.end() >= 4:
        text = text[cut.end() :]
    return _ORDINAL.sub("", text).strip('《》"“”') if not text.startswith(("“", '"')) else text


def _unmarked(title: str) -> str:
    """A title without the mark of a continuation and the unit of money at its end, in either order: 支出决算表（续）（元）."""
    while (bare := _TRAILING_UNIT.sub("", _CONTINUED.sub("", title))) != title:
        title = bare
    return title


def is_continuation(title: str) -> bool:
    """Whether a title says that it is a form's next page: 支出决算表（续）, with the unit of money behind it or not."""
    plain = fold(title)
    return _CONTINUED.search(plain) is not None or _CONTINUED.search(_TRAILING_UNIT.sub("", plain)) is not None


def unit_in(text: str) -> str:
    """The unit of money named in a line (`单位：万元`), "" where none is."""
    plain = fold(text)
    named = (match for match in _UNIT.finditer(plain) if not _begins_a_name(plain, match))
    match = next(named, None) or _UNIT_BARE.match(plain)
    return match["unit"] if match else ""


def unit_of_title(title: str) -> str:
    """The unit of money that a form's title says, with or without the word for it (支出决算表（元）), "" where it says none."""
    plain = _CONTINUED.sub("", fold(title))
    bare = _TITLE_UNIT.search(plain) if _TRAILING_UNIT.search(plain) else None
    return bare["unit"] if bare else unit_in(title)


def unit_of_note(note: str) -> str:
    """The unit of money that a form's note says (注：本表以“万元”为金额单位), "" where it says none."""
    said = _UNIT_SAID.search(fold(note))
    return said["unit"] if said else ""


def unit_below(document: Document, table: Table) -> str:
    """The unit of money that the table's last row, or a line below it, says as notes do, before the next form; "" where none does."""
    last = {cell for cell in table.rows[-1] if cell.strip()}
    lines = list(last) if len(last) == 1 else []
    for block in document.blocks[table.position + 1 : table.position + 4]:
        if not isinstance(block, Paragraph) or is_title(block.text):
            break
        if (unit := unit_in(block.text)) and not _NOTE.match(fold(block.text)):
            said = next((said for line in lines if (said := unit_of_note(line))), "")
            return said or (unit if _is_of_the_table_above(document, block) else "")
        lines.append(block.text)
    return next((unit for line in lines if (unit := unit_of_note(line))), "")


def _is_of_the_table_above(document: Document, line: Paragraph) -> bool:
    """Whether a line of nothing but a unit of money, in brackets or not, belongs to the table above it: no form follows, or one that has its own
    unit below its title. Any other may be of the next form."""
    if not _UNIT_ALONE.fullmatch(fold(line.text)):
        return False
    title = False
    for block in document.blocks[line.position + 1 : line.position + 1 + _BELOW]:
        if not isinstance(block, Paragraph):
            return title and any(unit_in(cell) for row in block.rows[:3] for cell in row)
        if title and unit_in(block.text):
            return True
        title = title or is_title(block.text)
    return not title


def unit_of_all(document: Document) -> str:
    """The unit of money that a line says of all forms that print none (以下各表除另有说明外，金额单位均为万元); "" where none does, or two differ."""
    texts = (fold(paragraph.text) for paragraph in document.paragraphs)
    said = {
        unit
        for text in texts
        if (unit := unit_of_note(text)) and _UNIT_OF_ALL.search(text) and not _OF_ONE_FORM.search(text)
    }
    return said.pop() if len(said) == 1 else ""


def _begins_a_name(plain: str, unit: re.Match[str]) -> bool:
    """Whether a unit is the beginning of the preparer's name: 编制单位：元江县教育局."""
    return bool(_PREPARES.search(plain[: unit.start()]) and re.match(r"[\u4e00-\u9fff]", plain[unit.end() :]))


def counted_in(text: str) -> str:
    """The unit that a line names where it is none of money (单位：辆、台、套), "" where it names none.

    >>> counted_in("单位：人"), counted_in("单位：辆、台、套"), counted_in("单位：万元")
    ('人', '辆、台、套', '')
    """
    found = _COUNTED.search(fold(text))
    return found["unit"] if found else ""


def preparer_in(text: str) -> str:
    """The agency named in a line like `编制部门：…`, the unit's where it names department and unit; "" where none is."""
    plain = fold(text)
    units = [pair.start() for pair in _UNIT_OF_DEPARTMENT.finditer(plain)]
    found = (match["name"] for start in (*reversed(units), 0) if (match := _PREPARER.match(plain[start:])))
    name = next((name for name in found if _HAN.search(name)), "")
    return "" if name in YUAN or (unit_in(text) and len(name) < 4) else name.rstrip("(:")


_NAMED_FORM = step_pattern("surroundings.named_form")
_FORM_ENDING = step_words("surroundings.form_ending")
_TOLD_FORM = step_pattern("surroundings.told_form")
_REPORT_NAME = step_pattern("surroundings.report_name")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def is_title(text: str) -> bool:
    """Whether a line can be the title of a form: it ends with 表 (and what stands in brackets after it, or the unit of money) and is no sentence."""
    plain = _unmarked(fold(text))
    return (
        3 <= len(plain) <= 80
        and bool(_TITLE_END.search(plain))
        and not re.search(r"[。；;]|见.*表$|详见|如下表|附表$", plain)
    )


def heading_of(document: Document, table: Table) -> Heading:
    """Read the heading of a table from the paragraphs above it, and from its own first rows where a converter put it there."""
    lines = [paragraph.text for paragraph in document.before(table)]
    own, taken, name = _own_lines(table)
    found: dict[str, str] = {"preparer": name} if name else {}
    title = named = ""
    read: list[str] = []
    texts = [*reversed(own), *lines]
    for at, text in enumerate(texts):
        plain = fold(text)
        read.append(text)
        if _NOTE.match(plain) and len(plain) > 6:
            break
        unit, preparer, counted = unit_in(text), preparer_in(text), counted_in(text)
        if counted:
            found.setdefault("counted", counted)
        for key, value in (("unit", unit), ("preparer", preparer)):
            if value and key not in found:
                found[key] = value
        if _NUMBER_LINE.match(without_unit := _LEADING_UNIT.sub("", _TRAILING_UNIT.sub("", plain))):
            found.setdefault("number", without_unit.rstrip(":"))
            continue
        if text in lines[:1] and column_kind(plain):
            continue  # the header above the first columns, which a sheet without merged cells prints alone on its row
        if is_title(text):
            title = squeeze("".join(_begun_above(text, texts[at + 1 :])) + text)
            break
        if not (
            unit
            or preparer
            or counted
            or _PERIOD.match(plain)
            or _DATE.match(plain)
            or _PAIRS.fullmatch(plain)
            or re.fullmatch(r"[-—\d\s]+|第\d+页.*", plain)
        ):
            joined = _joined_title(lines, text)
            if joined:
                title = joined
            elif "number" in found and _NAMED_FORM.fullmatch(plain):
                title = squeeze(text)  # above a form's number stands its name, with or without 表
            elif _TOLD_FORM.fullmatch(plain) and not _REPORT_NAME.search(plain):
                named = squeeze(text)
            break
    if not found.get("unit") and title:
        found["unit"] = unit_of_title(title)
    continued = bool(title) and is_continuation(title)
    title, number = _split_number(_unmarked(title), found.get("number", ""))
    return Heading(
        title=title,
        bare=bare_title(title),
        number=number,
        unit=found.get("unit", ""),
        preparer=found.get("preparer", ""),
        continued=continued,
        rows=taken,
        lines=tuple(read),
        named=named,
        counted="" if found.get("unit") else found.get("counted", ""),
    )


def _begun_above(title: str, above: list[str]) -> list[str]:
    """The line above a title that names its fund, where the title is broken behind it."""
    return [] if _FUND.search(fold(title)) else [text for text in above[:1] if _TITLE_BEGUN.fullmatch(fold(text))]


def _split_number(title: str, number: str) -> tuple[str, str]:
    """A title without the form's number printed on its line, and that number."""
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


def _own_lines(table: Table) -> tuple[list[str], int, str]:
    """(lines, how many rows, the agency's bare name) of the leading rows that hold a table's heading: one text cell, or title, number, preparer
    and unit cells only."""
    own: list[str] = []
    taken = 0
    name = ""
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
            or counted_in(cell)
            or preparer_in(cell)
            or _NUMBER_LINE.match(fold(cell))
            or _PERIOD.match(fold(cell))
            or _DATE.match(fold(cell))
        ]
        if len(heading) != len(cells) and _is_name_beside_unit(cells):
            name = fold(cells.pop(0))
        elif len(heading) != len(cells):
            break
        if table.width < 2:
            break
        own += cells
        taken += 1
    return (own, taken, name) if own else ([], 0, "")


def _is_name_beside_unit(cells: list[str]) -> bool:
    """Whether a row holds a bare name, the agency's, and the unit of money by itself at its end: no header prints that."""
    if len(cells) != 2 or not _UNIT_ALONE.fullmatch(fold(cells[1])):
        return False
    name = fold(cells[0])
    return bool(_HAN.search(name)) and not (column_kind(name) or _VALUE_WORD.search(name) or _LEAF_WORD.match(name))


def note_after(document: Document, table: Table) -> str:
    """The note below a table (注：…), "" where there is none."""
    for block in document.blocks[table.position + 1 : table.position + 3]:
        if isinstance(block, Paragraph) and _NOTE.match(fold(block.text)):
            return block.text
    return ""
