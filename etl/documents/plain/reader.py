"""Reader for converted text: plain text and Markdown with tables by tabs, pipes, spaces or HTML.

Instead of a parser of Markdown, because to it rows of pipes are a table below a line of dashes only, and rows of tabs or spaces never;
converters leave the dashes out and write all of these.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import html as lxml_html

from etl.documents.builder import storable
from etl.documents.model import Document, Paragraph, Span, Table, rectangular
from etl.documents.plain.aligned import Layout, is_set_in, read_aligned, table_end
from etl.documents.plain.broken_rows import MOST_BROKEN, mended_rows
from etl.documents.plain.stacked import MOST_LINES, run_end, stacked
from etl.documents.plain.unparted import title_above, unparted_end
from etl.documents.text_encoding import decode
from etl.errors import DocumentError
from etl.words.folding import lower_whole, raise_note

MAX_BYTES = 32 * 1024 * 1024
"""A report of a thousand pages is some 3 MB of text; what is ten times larger is no report."""
MAX_TAIL = 200_000
"""So many characters at the end are searched for signs of a cut."""
MAX_COLUMNS = 400
MAX_CELLS = 2_000_000

_TAG = re.compile(r"</?(?:b|strong|i|em|u|p|span|font|sup|sub|div|center)(?:\s[^<>]*)?/?>", re.I)
_RAISED = re.compile(r"<sup(?:\s[^<>]*)?>(?P<text>.*?)</sup\s*>", re.I | re.S)
_BREAK = re.compile(r"<br\s*/?>", re.I)
_BOLD = re.compile(r"^(?P<sign>\*{1,3}|__)(?P<text>[^*_]+)(?P=sign)$")
_EMPHASIS = re.compile(r"(?<!\*)\*{2,3}(?!\*)")
"""Signs of bold print; a longer row of stars stands for a name that was left out (****支出)."""
_PIPE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_TABLE_OPEN = re.compile(r"<table\b", re.I)
_TABLE_CLOSE = re.compile(r"</table\s*>", re.I)
_TABLE_TAG = re.compile(rf"{_TABLE_OPEN.pattern}|{_TABLE_CLOSE.pattern}", re.I)
_PAGE_NUMBER = re.compile(r"^[-—－第\s]*\d{1,3}[-—－页\s]*$")
_OPEN_PIPE = re.compile(r"^\|")
_AMOUNT = re.compile(r"-?[\d,]+(?:\.\d+)?")
_FEWEST_BARS = 2
"""A line with fewer bars is no row of a table that has none at its ends."""
_GAP = re.compile(r"\S(?:[ \u00a0]{2,}|\u3000+)\S|\d \d")
NEXT_STEP = (
    "load the published PDF, or the table as a workbook, Word or HTML; ask the agency for it where there is none"
)
MAX_ALIGNED = 400
"""A page has at most some hundred lines; a table set by spaces isn't looked for beyond."""
_LATEX = {r"$\geq$": "≥", r"$\leq$": "≤", r"$\ge$": "≥", r"$\le$": "≤", r"$\times$": "×", r"$\%$": "%"}
_LATEX_COMPARISON = re.compile(r"\$\s*\\(geq?|leq?)\s*([^$]*?)\s*\$")


@dataclass(slots=True)
class _Line:
    number: int
    page: int | None
    text: str


def clean(text: str) -> str:
    """Drop converters' tags and LaTeX signs from a cell or line; `<br>` becomes a line break, outer white space goes, what `<sup>` raises stays raised."""
    if "<" in text:
        text = _RAISED.sub(lambda raised: raise_note(_TAG.sub("", raised["text"]).strip()), text)
        text = lower_whole(_TAG.sub("", _BREAK.sub("\n", text)))
    if "$" in text:
        for sign, plain in _LATEX.items():
            text = text.replace(sign, plain)
        text = _LATEX_COMPARISON.sub(lambda m: ("≥" if m[1].startswith("g") else "≤") + m[2].replace("\\", ""), text)
    if "&" in text:
        text = text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text.strip(" \t\r\n\u3000\ufeff\u00a0")


def read_text(path: Path, data: bytes | None = None) -> Document:
    """Read a text file. Form feeds are page breaks; a run of lines with tabs or pipes, with cells
    set in columns by spaces, or an HTML `<table>`, is a table.

    Raises DocumentError: empty, too large, not text, or a table too wide to be a form.
    """
    data = path.read_bytes() if data is None else data
    name = path.name
    if not data.strip():
        raise DocumentError("the file is empty", place=name, next_step="fetch the file again")
    if len(data) > MAX_BYTES:
        raise DocumentError(
            f"{len(data) / 1e6:.0f} MB of text; a report is at most {MAX_BYTES / 1e6:.0f} MB",
            place=name,
            next_step="split it, or load the published PDF",
        )
    content, encoding = decode(data, name)
    warnings = list(_cut(content, data, encoding))
    control = sum(1 for char in content[:65536] if ord(char) < 32 and char not in "\t\n\r\f\v\x1b")
    if control > 0.02 * min(len(content), 65536) + 8:
        raise DocumentError("binary content, not text", place=name, next_step="give the file the right format")
    paged = "\f" in content
    blocks: list[Paragraph | Table] = []
    cells = 0
    for block in _blocks(list(_lines(content, paged)), name, warnings):
        if isinstance(block, Table):
            cells += len(block.rows) * block.width
            if cells > MAX_CELLS:
                raise DocumentError(
                    "more than two million table cells", place=f"{name}, line {block.line}", next_step="split the file"
                )
        blocks.append(block)
    page_count = content.count("\f") + (0 if content.rstrip().endswith("\f") else 1) if paged else None
    return Document(
        file_name=name,
        format="text",
        sha256=hashlib.sha256(data).hexdigest(),
        byte_size=len(data),
        page_count=page_count,
        blocks=tuple(blocks),
        encoding=encoding,
        warnings=tuple(warnings),
    )


def _cut(content: str, data: bytes, encoding: str) -> Iterator[str]:
    """Signs that the file was cut off: it ends within a character, within an HTML table, or within a row of tab-separated cells."""
    if encoding == "utf-8" and len(content.encode("utf-8")) < len(data):
        yield "the file ends within a character: it was cut off"
    folded = content[-MAX_TAIL:].lower()
    if folded.rfind("<table") > folded.rfind("</table"):
        yield "the file ends within a table: it was cut off"
    if content.endswith(("\n", "\r")):
        return
    rows = [line.count("\t") for line in content[-MAX_TAIL:].rpartition("\n\n")[2].split("\n")]
    if len(rows) >= 3 and min(rows[:-1]) > rows[-1] and min(rows[:-1]) >= 1:
        yield "the file ends within a row of a table: it may have been cut off"


def _lines(content: str, paged: bool) -> Iterator[_Line]:
    page = 1
    depth = 0  # of HTML tables
    for number, raw in enumerate(content.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        text = raw
        while text.startswith("\f"):
            page += 1
            text = text[1:]
        parts, depth = _apart_from_tables(text.replace("\f", " "), depth)
        for part in parts:
            yield _Line(number, page if paged else None, part)
        page += text.count("\f")


def _apart_from_tables(text: str, depth: int) -> tuple[list[str], int]:
    """A line cut where an outermost HTML table begins or ends (`<p>单位：万元</p><table>…`), and how many tables are open behind it."""
    if "<" not in text:
        return [text], depth
    parts = []
    start = 0
    for tag in _TABLE_TAG.finditer(text):
        closes = tag[0].startswith("</")
        cut = tag.end() if closes and depth == 1 else tag.start() if not closes and depth == 0 else start
        if text[start:cut].strip():
            parts.append(text[start:cut])
            start = cut
        depth = max(depth - 1, 0) if closes else depth + 1
    return ([*parts, text[start:]] if text[start:].strip() or not parts else parts), depth


def _blocks(lines: list[_Line], name: str, warnings: list[str]) -> Iterator[Paragraph | Table]:
    position = index = 0
    searched = 0  # up to here the lines were looked at for a table with a cell a line
    before: Layout | None = None  # of the last table set by spaces, while nothing but a page number follows it
    i = 0
    while i < len(lines):
        line = lines[i]
        if not line.text.strip():
            i += 1
            continue
        if i >= searched:
            near = _page_from(lines, i, MOST_LINES)
            searched = i + max(run_end(near), 1)
            if found := stacked(near[: searched - i]):
                start, end = i + found.first, i + found.end
                if not found.rows:
                    warnings.append(_unread(lines, start, end, "a cell a line"))
                for paragraph in _cells_as_text(lines[i : start if found.rows else end], position):
                    yield paragraph
                    position += 1
                if found.rows:
                    grid = rectangular([list(row) for row in found.rows])
                    yield Table(position, index, grid, line.page, lines[start].number)
                    position, index = position + 1, index + 1
                i = end
                continue
        unparted = _unparted_at(lines, i)
        if unparted:
            warnings.append(_unread(lines, i, i + unparted))
            for paragraph in _cells_as_text(lines[i : i + unparted], position):
                yield paragraph
                position += 1
            i += unparted
            continue
        taken, rows, spans, layout = _table_at(lines, i, before)
        if taken:
            before = layout
            width = max((len(row) for row in rows), default=0)
            if width > MAX_COLUMNS:
                raise DocumentError(
                    f"a table of {width} columns; a published form has at most some dozens",
                    place=f"{name}, line {line.number}",
                    next_step="check how the file was converted",
                )
            if any(cell for row in rows for cell in row):
                told_by = layout.told_by if layout is not None else ""
                yield Table(position, index, rectangular(rows), line.page, line.number, spans, told_by=told_by)
                position += 1
                index += 1
            i += taken
            continue
        before = before if _PAGE_NUMBER.match(line.text.strip()) or is_set_in(line.text) else None
        heading = _HEADING.match(line.text.strip())
        text = clean(heading[2] if heading else line.text)
        text = text.replace("**", "") if _EMPHASIS.search(text) else text
        if text:
            yield Paragraph(position, text, line.page, line.number, len(heading[1]) if heading else None)
            position += 1
        i += 1


def _page_from(lines: list[_Line], i: int, most: int) -> list[str]:
    """The texts of at most so many lines of a page, from line i on."""
    page = lines[i].page
    return [line.text for line in itertools.takewhile(lambda line: line.page == page, lines[i : i + most])]


def _cells_as_text(lines: list[_Line], position: int) -> Iterator[Paragraph]:
    """Lines of a table that isn't read, or above one, without the bars around their cells."""
    for line in lines:
        if text := clean(line.text.strip().strip("|")):
            yield Paragraph(position, text, line.page, line.number)
            position += 1


def _unparted_at(lines: list[_Line], i: int) -> int:
    """How many lines, from line i on, are a table whose cells are one space apart."""
    return unparted_end([line.text for line in itertools.islice(lines, i, i + MAX_ALIGNED)])


def _unread(lines: list[_Line], start: int, end: int, set_as: str = "one space apart") -> str:
    """What is told of a table whose cells nothing parts: where it stands, its title, why it isn't read, what to load."""
    title = title_above([line.text for line in lines[max(0, start - MAX_ALIGNED) : start]])
    page = f"page {lines[start].page}, " if lines[start].page is not None else ""
    return (
        f"{page}lines {lines[start].number} to {lines[end - 1].number}: {title or 'a table without a title'}: its cells are {set_as}, and "
        f"nothing tells which of them are empty: no figure of it is read; {NEXT_STEP}"
    )


def _table_at(
    lines: list[_Line], i: int, before: Layout | None
) -> tuple[int, list[list[str]], tuple[Span, ...], Layout | None]:
    """The table that begins at line i: (lines taken, rows, merged cells, layout if set by spaces); 0 lines where none begins."""
    text = lines[i].text
    if "\t" in text.strip("\r\n \u3000"):
        j = i
        page = lines[i].page
        rows: list[list[str]] = []
        while j < len(lines) and lines[j].page == page:
            if "\t" not in lines[j].text and not _is_inside_cell(lines, j, rows):
                break
            rows.append([clean(cell) for cell in lines[j].text.split("\t")])
            j += 1
        return j - i, mended_rows(rows), (), None
    stripped = text.strip()
    if stripped.startswith("|") and stripped.count("|") >= 2:
        j = i
        rows = []
        while j < len(lines) and lines[j].text.strip().startswith("|"):
            row, more = _piped_row(lines, j, closed=stripped.endswith("|"))
            j += more
            if not _PIPE_RULE.match(row):
                inside = re.sub(
                    r"(?<!\\)\|$", "", row.removeprefix("|")
                )  # one pipe a side: `||` begins with an empty cell
                cells = re.split(r"(?<!\\)\|", inside)
                rows.append([_BOLD.sub(r"\g<text>", clean(cell.replace("\\|", "|"))) for cell in cells])
            j += 1
        return j - i, rows, (), None
    if _TABLE_OPEN.search(text):
        j = i
        depth = 0
        parts = []
        while j < len(lines):
            parts.append(lines[j].text)
            depth += len(_TABLE_OPEN.findall(lines[j].text)) - len(_TABLE_CLOSE.findall(lines[j].text))
            j += 1
            if depth <= 0:
                break
        rows, spans = html_grid("\n".join(parts))
        return j - i, rows, spans, None
    if rows := _rows_ended_by_bars(lines, i):
        return len(rows), rows, (), None
    if rows := _barred_rows(lines, i):
        return len(rows), [row for row in rows if not _PIPE_RULE.match("|".join(row))], (), None
    if _GAP.search(stripped) or text.startswith("  "):
        return _aligned_at(lines, i, before)
    return 0, [], (), None


def _aligned_at(
    lines: list[_Line], i: int, before: Layout | None
) -> tuple[int, list[list[str]], tuple[Span, ...], Layout | None]:
    """The table set by spaces that begins at line i, as `_table_at` gives it."""
    page = lines[i].page
    near = list(itertools.takewhile(lambda line: line.page == page, lines[i : i + MAX_ALIGNED]))
    near_text = [line.text for line in itertools.takewhile(lambda line: "\t" not in line.text, near)]
    taken = table_end(near_text, 0)
    if not taken:
        return 0, [], (), None
    rows, layout = read_aligned(near_text[:taken], before)
    return taken, [[clean(cell) for cell in row] for row in rows], (), layout


def _rows_ended_by_bars(lines: list[_Line], i: int) -> list[list[str]]:
    """The rows from line i on that end with a bar and don't begin with one; [] where it is one only."""
    if _OPEN_PIPE.match(lines[i].text.strip()):
        return []
    ended = itertools.takewhile(
        lambda line: line.text.strip().endswith("|") and line.text.count("|") >= _FEWEST_BARS,
        itertools.islice(lines, i, None),
    )
    rows = [[clean(cell) for cell in line.text.strip().removesuffix("|").split("|")] for line in ended]
    return rows if len(rows) > 1 else []


def _barred_rows(lines: list[_Line], i: int) -> list[list[str]]:
    """The rows from line i on whose cells bars part, as many in each, without bars at the ends; [] where none holds a figure."""
    bars = lines[i].text.count("|")
    if bars < _FEWEST_BARS:
        return []
    page = lines[i].page
    run = itertools.takewhile(
        lambda line: line.page == page and line.text.count("|") == bars, itertools.islice(lines, i, None)
    )
    rows = [[clean(cell) for cell in line.text.split("|")] for line in run]
    return rows if len(rows) > 1 and any(_AMOUNT.fullmatch(cell) for row in rows for cell in row) else []


def _is_inside_cell(lines: list[_Line], j: int, rows: list[list[str]]) -> bool:
    """Whether a line without a tab is the middle of a cell that two line ends broke: the lines around it make a whole row."""
    following = lines[j + 1] if j + 1 < len(lines) else None
    if following is None or following.page != lines[j].page or not lines[j].text.strip() or "\t" not in following.text:
        return False  # behind a whole row a line of its own: a note below the table
    return len(rows[-1]) + following.text.count("\t") == max(len(row) for row in rows)


def _piped_row(lines: list[_Line], j: int, closed: bool) -> tuple[str, int]:
    """A row of pipes, and how many further lines it takes: where rows end with a pipe (`closed`), one that doesn't is broken inside a cell."""
    row = lines[j].text.strip()
    for more in range(MOST_BROKEN + 1):
        if not closed or row.endswith("|"):
            return row, more
        following = lines[j + more + 1].text.strip() if j + more + 1 < len(lines) else ""
        if not following or following.startswith("|") or lines[j + more + 1].page != lines[j].page:
            break
        row += following
    return lines[j].text.strip(), 0


def html_grid(source: str) -> tuple[list[list[str]], tuple[Span, ...]]:
    """The first table of an HTML fragment as a grid; merged cells keep their text in the top-left cell."""
    root = lxml_html.fragment_fromstring(source, create_parent="div")
    grid: dict[tuple[int, int], str] = {}
    spans: list[Span] = []
    rows = root.xpath(".//tr")
    for r, row in enumerate(rows):
        c = 0
        for cell in row.xpath("./td|./th"):
            while (r, c) in grid:
                c += 1
            height, width = (
                _span(cell.get(key), limit) for key, limit in (("rowspan", len(rows) - r), ("colspan", MAX_COLUMNS))
            )
            for dr in range(height):
                for dc in range(width):
                    grid[r + dr, c + dc] = ""
            for br in cell.xpath(".//br"):
                br.tail = "\n" + storable(br.tail or "")
            for raised in cell.xpath(".//sup[not(*)]"):
                raised.text = raise_note((raised.text or "").strip())
            grid[r, c] = lower_whole(clean(cell.text_content()))
            if height * width > 1:
                spans.append(Span(r, c, height, width))
            c += width
    height = max((r for r, _ in grid), default=-1) + 1
    width = max((c for _, c in grid), default=-1) + 1
    return [[grid.get((r, c), "") for c in range(width)] for r in range(height)], tuple(spans)


def _span(value: str | None, limit: int) -> int:
    return max(1, min(int(value), limit)) if value and value.strip().isdigit() else 1
