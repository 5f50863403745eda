"""What commands print: tables of results, of what was recognised, of comparisons. Rich does the drawing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from etl.account import LISTED_ELSEWHERE, STATES, Account
from etl.commands.tables import KIND, SCOPE
from etl.head import ReportHead
from etl.loading.loaded import Loaded
from etl.report import Report
from etl.safe_text import escape
from etl.statements.catalogue_entries import load_catalogue
from etl.statements.doubt import DOUBTS
from etl.statements.head.names import bare as name_without_additions
from etl.statements.model import Figure, Statement

PLACES = {
    "person": "a person",
    "cover": "title",
    "article_title": "ArticleTitle",
    "heading": "h1",
    "numbered_title": "numbered title",
    "page_title": "<title>",
    "cover_part": "part of a title",
    "beside_the_cover": "line beside the title",
    "sentence": "现将…公开",
    "preparer": "编制单位",
    "running_head": "running head",
    "file_name": "file name",
    "overview": "text",
    "signature": "signature",
    "site": "site in <title>",
    "line_of_a_page": "line of the page",
    "later_title": "later title",
    "form_title": "titles of forms",
    "line": "first lines",
}
"""Places of evidence as `inspect` names them."""
_SHOWN = 40
_SENTENCE = 120
_BY_RULE = frozenset({"set_aside", "doubtful", "not_understood"})
"""States that are shown with their rules."""
_COLOUR = {"failed": "red", "unchanged": "dim", "kept": "yellow", "waiting": "yellow", "reloaded": "cyan"}


def results(console: Console, loaded: Sequence[Loaded]) -> None:
    """A line a file, then what failed and why, then the counts."""
    table = Table(box=None, header_style="bold")
    for name in ("file", "agency", "year", "kind"):
        table.add_column(name)
    for name in ("forms", "figures", "disclosures", "indicators", "not understood"):
        table.add_column(name, justify="right")
    table.add_column("status")
    for one in loaded:
        colour = _COLOUR.get(one.status, "green")
        table.add_row(
            escape(one.path.name),
            escape(one.agency),
            str(one.fiscal_year or ""),
            f"{SCOPE.get(one.scope, '')}{KIND.get(one.kind, '')}",
            *(
                str(n) if one.agency else ""
                for n in (one.statements, one.figures, one.disclosures, one.indicators, one.not_understood)
            ),
            f"[{colour}]{one.status}[/]" + (f" [dim]({escape(one.detail)})[/]" if one.detail else ""),
        )
    console.print(table)
    for one in loaded:
        if one.error:
            mark = "[yellow]?[/]" if one.status == "waiting" else "[red]✗[/]"
            console.print(f"{mark} {escape(one.error)}", highlight=False)
    notes = Counter(one.note for one in loaded if one.note)
    for note, number in notes.items():
        console.print(f"[yellow]![/] {number} originals aren't kept: {escape(note)}", highlight=False)
    counts = Counter(one.status for one in loaded)
    figures = sum(one.figures for one in loaded if one.status != "failed")
    console.print(", ".join(f"{n} {status}" for status, n in sorted(counts.items())) + f"; {figures:,} figures")


def recognised(console: Console, report: Report, *, columns: bool) -> None:
    """What a file was recognised as: its forms, columns → measures, repairs, what wasn't understood."""
    head, document = report.interpretation.head, report.document
    console.print(
        f"[bold]{escape(head.agency)}[/] {head.fiscal_year} {SCOPE[head.scope]}{KIND[head.kind]}  "
        f"[dim]{document.format}{', ' + str(document.page_count) + ' pages' if document.page_count else ''}[/]"
    )
    if head.aliases:
        console.print(f"also named {escape('、'.join(head.aliases))}")
    _evidence(console, head)
    table = Table(box=None, header_style="bold")
    for name in ("form", "title", "unit", "tables"):
        table.add_column(name)
    for name in ("rows", "figures", "repaired", "not money", "not understood"):
        table.add_column(name, justify="right")
    left = Counter[str]()
    repairs = Counter[str]()
    for statement in report.interpretation.statements:
        reasons = Counter(cell.reason for cell in statement.left)
        left += reasons
        repairs += Counter(repair.rule for figure in statement.figures for repair in figure.repairs)
        table.add_row(
            statement.form,
            escape(statement.title),
            escape(statement.unit),
            ",".join(str(i + 1) for i in statement.table_indexes),
            str(len(statement.rows)),
            "空表" if statement.is_empty else str(len(statement.figures)),
            str(sum(bool(figure.repairs) for figure in statement.figures)),
            str(sum(n for reason, n in reasons.items() if reason != "not_understood")),
            str(reasons["not_understood"]),
        )
    console.print(table)
    if columns:
        _columns(console, report)
    figures = sum(len(statement.figures) for statement in report.interpretation.statements)
    console.print(
        f"{figures:,} figures; cells with digits that are no figures: "
        + (", ".join(f"{n} {reason}" for reason, n in sorted(left.items())) or "none")
    )
    console.print(f"not understood: {left['not_understood']}")
    if repairs:
        console.print("repairs: " + ", ".join(f"{n} {rule}" for rule, n in sorted(repairs.items())))
    _not_understood(console, report)
    _doubtful(console, report)
    indicators = sum(len(table.indicators) for table in report.performance)
    console.print(
        f"prose: {len(report.narrative.disclosures)} disclosures; performance: {len(report.performance)} tables, {indicators} indicators"
    )
    _account(console, report.account)
    for _, sentence in report.narrative.not_understood:
        shown = sentence if len(sentence) <= _SENTENCE else sentence[:_SENTENCE] + "…"
        console.print(f"[yellow]?[/] a number of this sentence has no subject: {escape(shown)}", highlight=False)
    for warning in document.warnings:
        console.print(f"[yellow]![/] {escape(warning)}", highlight=False)
    for gap in report.gaps:
        console.print(f"[yellow]![/] incomplete, {escape(gap.place)}: {escape(gap.detail)}", highlight=False)


def _evidence(console: Console, head: ReportHead) -> None:
    """What decided whose report it is: a line a place, the heaviest first; what another place outweighs stands in brackets."""
    table = Table(box=None, header_style="bold")
    for name in ("said by", "weight", "agency", "year", "kind", "scope", "text"):
        table.add_column(name, justify="right" if name == "weight" else "left", overflow="fold")
    names = {name_without_additions(name) for name in (head.agency, *head.aliases)}
    for one in head.evidence:
        fields = (
            (one.agency, name_without_additions(one.agency) in names),
            (str(one.fiscal_year or ""), one.fiscal_year == head.fiscal_year),
            (KIND.get(one.kind, ""), one.kind == head.kind),
            (SCOPE.get(one.scope, ""), one.scope == head.scope),
        )
        table.add_row(
            PLACES[one.place],
            str(one.weight),
            *(escape(text if holds or not text else f"({text})") for text, holds in fields),
            escape(one.text if len(one.text) <= _SHOWN else one.text[:_SHOWN] + "…"),
        )
    console.print(table)
    if head.marks:
        console.print(f"says of itself: {', '.join(head.marks)}")
    if head.published:
        console.print(f"published {head.published}")


def _columns(console: Console, report: Report) -> None:
    catalogue = load_catalogue()
    for statement in report.interpretation.statements:
        seen: dict[int, tuple[str, str]] = {}
        for figure in statement.figures:
            seen.setdefault(figure.column, (figure.column_path or figure.column_label, _of(figure, statement)))
        if seen:
            console.print(f"[bold]{escape(statement.title)}[/] → {catalogue.by_key(statement.form).fact}")
        for column, (path, meaning) in sorted(seen.items()):
            console.print(f"  column {column + 1}: {escape(path)} → {escape(meaning)}", highlight=False)


def _of(figure: Figure, statement: Statement) -> str:
    """What a figure is of, its fund only where it isn't the form's."""
    fund = "" if figure.fund == statement.fund else figure.fund
    return str(figure.meaning._replace(fund=fund))


def _not_understood(console: Console, report: Report) -> None:
    for unknown in report.interpretation.unknown:
        console.print(
            f"[yellow]?[/] table {unknown.table_index + 1} is not in the catalogue: {escape(unknown.title or 'no title')}; "
            f"{unknown.numeric_cells} numbers; headers {escape(' | '.join(unknown.headers))}",
            highlight=False,
        )
    if report.interpretation.unknown:
        number = report.interpretation.unknown[0].table_index + 1
        console.print(
            f"  describe such a form: gongkai layout new {escape(report.document.file_name)} --table {number}"
        )
    for statement in report.interpretation.statements:
        if statement.unmapped_columns:
            console.print(
                f"[yellow]?[/] {escape(statement.title)}: columns without a measure: {escape(' | '.join(statement.unmapped_columns))}",
                highlight=False,
            )
        for cell in statement.left:
            if cell.reason == "not_understood":
                console.print(
                    f"[yellow]?[/] {escape(statement.title)}, table {cell.table_index + 1}, row {cell.row + 1}, column {cell.column + 1}: "
                    f"{escape(cell.text)}",
                    highlight=False,
                )
        if not statement.unit and statement.figures:
            console.print(
                f"[yellow]?[/] {escape(statement.title)}: no unit of money is printed, and none follows from the prose"
            )


def _account(console: Console, account: Account) -> None:
    """What became of the numbers of the document: a line a state that has some, and what no other list of `inspect` shows."""
    table = Table(box=None, header_style="bold")
    table.add_column("state")
    table.add_column("numbers", justify="right")
    table.add_column("what it says")
    for state, numbers in account.by_state.items():
        if numbers:
            rules = {count.rule: count.numbers for count in account.counts if count.state == state and count.rule}
            told = ", ".join(f"{n} {rule}" for rule, n in rules.items()) if state in _BY_RULE else ""
            table.add_row(state, str(numbers), f"{STATES[state]}{f': {told}' if told else ''}")
    console.print(f"account of {account.total:,} numbers, {account.share_set_aside:.1%} set aside")
    console.print(table)
    ends = Counter(end for _, end in account.tables)
    console.print("tables: " + (", ".join(f"{n} {end}" for end, n in sorted(ends.items())) or "none"))
    for number in account.listed:
        if number.state == "not_understood" and number.rule not in LISTED_ELSEWHERE:
            console.print(
                f"[yellow]?[/] {escape(number.place)}: {escape(number.text)} in {escape(number.around)}",
                highlight=False,
            )


def _doubtful(console: Console, report: Report) -> None:
    """Figures read by OCR that should be looked at."""
    counts = Counter[str](f.doubt for s in report.interpretation.statements for f in s.figures if f.doubt)
    if any(f.confidence is not None for s in report.interpretation.statements for f in s.figures):
        told = ", ".join(f"{counts[doubt]} {doubt}" for doubt in DOUBTS if counts[doubt])
        console.print(f"read by OCR and doubtful: {told or 'none'}")
    for statement in report.interpretation.statements:
        for figure in statement.figures:
            if figure.doubt:
                console.print(
                    f"[yellow]?[/] page {figure.page}, {escape(statement.title)}, row {figure.row + 1}, column {figure.column + 1}: "
                    f"{escape(figure.printed)} ({escape(figure.row_code or figure.row_label)}); {DOUBTS[figure.doubt]}",
                    highlight=False,
                )
