"""From a report's figures and a layout family to a rendered report: cover, prose, forms, in the family's order."""

from __future__ import annotations

from dataclasses import replace

from samples.maker.figures import ReportFigures
from samples.maker.forms import form_grid
from samples.maker.grid import Block, Cell, Grid, GridRow, Line, PageBreak, Rendered, header, text_row
from samples.maker.layout import Family, FormLayout, ordinal, placed
from samples.maker.performance import performance_blocks
from samples.maker.prose import prose_blocks

_CHINESE = "一二三四五六七八九十"
_GLOSSARY = (
    "基本支出：养人和维持机构日常运转的开支。",
    "项目支出：在日常运转以外，为办成一件事安排的开支。",
)


def render(figures: ReportFigures, family: Family) -> Rendered:
    """Set a report in a layout family. Raises ValueError where the kind of report and the family's kind differ."""
    if figures.kind != family.kind:
        raise ValueError(
            f"{figures.agency} {figures.year}: a {figures.kind} can't be set in {family.name} ({family.kind})"
        )
    title = figures.title or placed(family.title, figures.year)
    cover: list[Block] = [Line(figures.agency, "cover"), Line(title, "cover")]
    parts = [placed(part, figures.year) for part in family.parts]
    cover.append(Line("目 录", "cover"))
    cover += [Line(f"第{_CHINESE[n]}部分 {part}", "cover") for n, part in enumerate(parts)]
    forms: list[Block] = [_contents(figures, family)]
    for form in family.forms:
        forms += _form_blocks(figures, form)
    prose = [*_numbered_headings(prose_blocks(figures)), *performance_blocks(figures)]
    blocks = [*cover]
    inner = [prose, forms] if family.prose_first else [forms, prose]
    for n, (part, content) in enumerate(zip(_inner_parts(parts), inner, strict=True), start=2):
        blocks += [PageBreak(), Line(f"第{_CHINESE[n - 1]}部分 {part}", "heading"), *content]
    return Rendered(figures.file_stem or f"{figures.agency}-{figures.year}-{figures.kind}", tuple(blocks))


def with_glossary(report: Rendered) -> Rendered:
    """The report with a last part that explains its terms (名词解释), announced in the contents, as most published reports have it."""
    cover = [n for n, block in enumerate(report.blocks) if isinstance(block, Line) and block.role == "cover"]
    parts = sum(isinstance(report.blocks[n], Line) and report.blocks[n].text.startswith("第") for n in cover)  # type: ignore[union-attr]
    heading = f"第{_CHINESE[parts]}部分 名词解释"
    blocks = [*report.blocks]
    blocks.insert(cover[-1] + 1, Line(heading, "cover"))
    terms = [Line(f"{ordinal(n, 'chinese')}{term}", "prose") for n, term in enumerate(_GLOSSARY, start=1)]
    return replace(report, blocks=(*blocks, PageBreak(), Line(heading, "heading"), *terms))


def _inner_parts(parts: list[str]) -> list[str]:
    """The two parts that hold prose and forms: the second, and the last or third."""
    return [parts[1], parts[-1]]


def _contents(figures: ReportFigures, family: Family) -> Grid:
    rows = [*header([("序号",), ("内容",), ("是否空表",)])]
    for number, form in enumerate((form for form in family.forms if not form.attached), start=1):
        rows.append(
            text_row((f"表{number}", placed(form.title, figures.year), "是" if _is_empty(figures, form) else "否"))
        )
    return Grid(tuple(rows), 1)


def _is_empty(figures: ReportFigures, form: FormLayout) -> bool:
    return not any(row.amounts for row in figures.rows(form.form))


def _form_blocks(figures: ReportFigures, form: FormLayout) -> list[Block]:
    grid = form_grid(figures, form)
    title = form_title(figures, form)
    notes = [form.empty_note] if form.empty_note and _is_empty(figures, form) else list(form.notes)
    notes = [placed(note, figures.year) for note in notes]
    if form.style.note_inside and notes and grid.width > 1:
        grid = replace(grid, rows=(*grid.rows, *(_merged(note, grid.width) for note in notes)))
        notes = []
    blocks: list[Block] = []
    pieces = grid.pages(form.style.page_rows, repeat_header=form.style.continuation != "none")
    for number, piece in enumerate(pieces):
        if not form.attached:
            blocks.append(PageBreak(landscape=grid.width >= form.style.landscape_from))
        if number == 0 or form.style.continuation == "continued":
            head = _head(figures, form, title if number == 0 else f"{title}（续）")
            if form.style.head == "inside" and not form.attached and grid.width > 2:
                piece = _with_head(piece, head)
            else:
                blocks += head
        blocks.append(piece)
    return [*blocks, *(Line(note, "note") for note in notes)]


def form_title(figures: ReportFigures, form: FormLayout) -> str:
    """A form's title as the layout prints it."""
    if form.attached:
        return form.title
    return form.style.title_format.format(
        title=placed(form.title, figures.year),
        year=figures.year,
        agency=figures.agency,
        number=form.number,
        ordinal=ordinal(form.number, "chinese"),
    )


def _head(figures: ReportFigures, form: FormLayout, title: str) -> list[Line]:
    """The lines above a form: title, number, agency, unit of money, where the family prints them."""
    style = form.style
    if form.attached:
        return [Line(title, "unit")]
    lines = [Line(title, "title")]
    if style.number_format:
        number = Line(style.number_format.format(number=form.number), "number")
        lines = [number, *lines] if style.number_first else [*lines, number]
    agency = f"{style.agency_label}{figures.agency}" if style.agency_label else ""
    unit = f"{style.unit_label}{style.unit}" if style.unit_label else ""
    if style.head == "joined" and agency and unit:
        return [*lines, Line(f"{agency}        {unit}", "unit")]
    if agency:
        lines.append(Line(agency, "agency"))
    if unit:
        lines.append(Line(unit, "unit"))
    return lines


def _merged(text: str, width: int) -> GridRow:
    return (Cell(text, columns=width), *[None] * (width - 1))


def _with_head(grid: Grid, head: list[Line]) -> Grid:
    """The form's title, number, agency and unit as the first rows of its table, as offices set them in Excel."""
    rows: list[GridRow] = []
    left = ""
    for line in head:
        if line.role == "title":
            rows.append(_merged(line.text, grid.width))
        elif line.role == "agency":
            left = line.text
        else:
            first: GridRow = (Cell(left, columns=grid.width - 1), *[None] * (grid.width - 2))
            rows.append((*first, Cell(line.text)))
            left = ""
    if left:
        rows.append(_merged(left, grid.width))
    return replace(grid, rows=(*rows, *grid.rows), header_rows=grid.header_rows + len(rows) if grid.header_rows else 0)


def _numbered_headings(blocks: list[Block]) -> list[Block]:
    """Headings of the prose with 一、 二、 …"""
    result: list[Block] = []
    number = 0
    for block in blocks:
        if isinstance(block, Line) and block.role == "heading":
            number += 1
            block = Line(ordinal(number, "chinese") + block.text, "heading")
        result.append(block)
    return result
