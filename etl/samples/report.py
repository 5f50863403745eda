"""From a report's figures and a layout family to a rendered report: cover, prose, forms, in the family's order."""

from __future__ import annotations

from etl.samples.figures import ReportFigures
from etl.samples.forms import form_grid
from etl.samples.grid import Block, Grid, Line, PageBreak, Rendered, header, text_row
from etl.samples.layout import Family, FormLayout, ordinal, placed
from etl.samples.prose import prose_blocks

_CHINESE = "一二三四五六七八九十"


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
    prose = _numbered_headings(prose_blocks(figures))
    blocks = [*cover]
    inner = [prose, forms] if family.prose_first else [forms, prose]
    for n, (part, content) in enumerate(zip(_inner_parts(parts), inner, strict=True), start=2):
        blocks += [PageBreak(), Line(f"第{_CHINESE[n - 1]}部分 {part}", "heading"), *content]
    return Rendered(figures.file_stem or f"{figures.agency}-{figures.year}-{figures.kind}", tuple(blocks))


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
    title = placed(form.title, figures.year)
    blocks: list[Block] = []
    pieces = grid.pages(form.style.page_rows, repeat_header=form.style.continuation != "none")
    for number, piece in enumerate(pieces):
        if not form.attached:
            blocks.append(PageBreak(landscape=grid.width >= form.style.landscape_from))
        if number == 0 or form.style.continuation == "continued":
            blocks += _head(figures, form, title if number == 0 else f"{title}（续）")
        blocks.append(piece)
    notes = [form.empty_note] if form.empty_note and _is_empty(figures, form) else list(form.notes)
    blocks += [Line(placed(note, figures.year), "note") for note in notes]
    return blocks


def _head(figures: ReportFigures, form: FormLayout, title: str) -> list[Block]:
    """The lines above a form: title, number, agency, unit of money, where the family prints them."""
    style = form.style
    if form.attached:
        return [Line(title, "unit")]
    lines: list[Block] = [Line(title, "title")]
    if style.number_format:
        number = Line(style.number_format.format(number=form.number), "number")
        lines = [number, *lines] if style.number_first else [*lines, number]
    if style.agency_label:
        lines.append(Line(f"{style.agency_label}{figures.agency}", "agency"))
    if style.unit_label:
        lines.append(Line(f"{style.unit_label}{style.unit}", "unit"))
    return lines


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
