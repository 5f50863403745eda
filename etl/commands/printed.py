"""What commands print: tables of results, of what was recognised, of comparisons. Rich does the drawing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from etl.account import LISTED_ELSEWHERE, STATES, Account
from etl.commands.tables import KIND, SCOPE
from etl.head import ReportHead
from etl.language import N_, _, shown
from etl.loading.loaded import Loaded
from etl.report import Report
from etl.safe_text import escape
from etl.statements.catalogue_entries import load_catalogue
from etl.statements.doubt import DOUBTS
from etl.statements.head.names import bare as name_without_additions
from etl.statements.model import Figure, Statement

PLACES = {
    "person": N_("a person"),
    "cover": N_("title"),
    "article_title": "ArticleTitle",
    "heading": "h1",
    "numbered_title": N_("numbered title"),
    "page_title": "<title>",
    "cover_part": N_("part of a title"),
    "beside_the_cover": N_("line beside the title"),
    "sentence": "现将…公开",
    "preparer": "编制单位",
    "running_head": N_("running head"),
    "year_line": N_("line that names the year"),
    "kind_line": N_("line that names the kind"),
    "preparer_year": N_("year behind 编制单位"),
    "file_name": N_("file name"),
    "overview": N_("text"),
    "signature": "signature",
    "site": N_("site in <title>"),
    "line_of_a_page": N_("line of the page"),
    "later_title": N_("later title"),
    "form_title": N_("titles of forms"),
    "line": N_("first lines"),
    "spending": "“三公”经费支出",
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
    for name in (_("file"), _("agency"), _("year"), _("kind")):
        table.add_column(name)
    for name in (_("forms"), _("figures"), _("disclosures"), _("indicators"), _("not understood")):
        table.add_column(name, justify="right")
    table.add_column(_("status"))
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
            f"[{colour}]{shown(one.status)}[/]" + (f" [dim]({escape(shown(one.detail))})[/]" if one.detail else ""),
        )
    console.print(table)
    for one in loaded:
        if one.error:
            mark = "[yellow]?[/]" if one.status == "waiting" else "[red]✗[/]"
            console.print(f"{mark} {escape(shown(one.error))}", highlight=False)
    notes = Counter(one.note for one in loaded if one.note)
    for note, number in notes.items():
        console.print(
            _("[yellow]![/] {number} originals aren't kept: {note}").format(number=number, note=escape(shown(note))),
            highlight=False,
        )
    counts = Counter(one.status for one in loaded)
    figures = sum(one.figures for one in loaded if one.status != "failed")
    console.print(
        _("{files}; {figures:,} figures").format(
            files=", ".join(f"{n} {shown(status)}" for status, n in sorted(counts.items())), figures=figures
        )
    )


def recognised(console: Console, report: Report, *, columns: bool) -> None:
    """What a file was recognised as: its forms, columns → measures, repairs, what wasn't understood."""
    head, document = report.interpretation.head, report.document
    pages = _("{number} pages").format(number=document.page_count)
    console.print(
        f"[bold]{escape(head.agency)}[/] {head.fiscal_year} {SCOPE[head.scope]}{KIND[head.kind]}  "
        f"[dim]{document.format}{f', {pages}' if document.page_count else ''}[/]"
    )
    if head.aliases:
        console.print(_("also named {aliases}").format(aliases=escape("、".join(head.aliases))))
    _evidence(console, head)
    table = Table(box=None, header_style="bold")
    for name in (_("form"), _("title"), _("unit"), _("tables")):
        table.add_column(name)
    for name in (_("rows"), _("figures"), _("repaired"), _("not money"), _("not understood")):
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
        _("{figures:,} figures; cells with digits that are no figures: {cells}").format(
            figures=figures, cells=", ".join(f"{n} {shown(reason)}" for reason, n in sorted(left.items())) or _("none")
        )
    )
    console.print(_("not understood: {left}").format(left=left["not_understood"]))
    if repairs:
        console.print(
            _("repairs: {rules}").format(rules=", ".join(f"{n} {rule}" for rule, n in sorted(repairs.items())))
        )
    _not_understood(console, report)
    _doubtful(console, report)
    indicators = sum(len(table.indicators) for table in report.performance)
    console.print(
        _(
            "prose: {number_disclosures} disclosures; performance: {number_performance} tables, {indicators} indicators"
        ).format(
            number_disclosures=len(report.narrative.disclosures),
            number_performance=len(report.performance),
            indicators=indicators,
        )
    )
    _account(console, report.account)
    for _place, sentence in report.narrative.not_understood:
        cut = sentence if len(sentence) <= _SENTENCE else sentence[:_SENTENCE] + "…"
        console.print(
            _("[yellow]?[/] a number of this sentence has no subject: {sentence}").format(sentence=escape(cut)),
            highlight=False,
        )
    for warning in document.warnings:
        console.print(f"[yellow]![/] {escape(shown(warning))}", highlight=False)
    for gap in report.gaps:
        console.print(
            _("[yellow]![/] incomplete, {place}: {detail}").format(
                place=escape(shown(gap.place)), detail=escape(shown(gap.detail))
            ),
            highlight=False,
        )


def _evidence(console: Console, head: ReportHead) -> None:
    """What decided whose report it is: a line a place, the heaviest first; what another place outweighs stands in brackets."""
    table = Table(box=None, header_style="bold")
    for name in (_("said by"), _("weight"), _("agency"), _("year"), _("kind"), _("scope"), _("text")):
        table.add_column(name, justify="right" if name == _("weight") else "left", overflow="fold")
    names = {name_without_additions(name) for name in (head.agency, *head.aliases)}
    for one in head.evidence:
        fields = (
            (one.agency, name_without_additions(one.agency) in names),
            (str(one.fiscal_year or ""), one.fiscal_year == head.fiscal_year),
            (KIND.get(one.kind, ""), one.kind == head.kind),
            (SCOPE.get(one.scope, ""), one.scope == head.scope),
        )
        table.add_row(
            _(PLACES[one.place]),
            str(one.weight),
            *(escape(text if holds or not text else f"({text})") for text, holds in fields),
            escape(one.text if len(one.text) <= _SHOWN else one.text[:_SHOWN] + "…"),
        )
    console.print(table)
    if head.marks:
        console.print(_("says of itself: {marks}").format(marks=", ".join(head.marks)))
    if head.published:
        console.print(_("published {published}").format(published=head.published))


def _columns(console: Console, report: Report) -> None:
    catalogue = load_catalogue()
    for statement in report.interpretation.statements:
        seen: dict[int, tuple[str, str]] = {}
        for figure in statement.figures:
            seen.setdefault(figure.column, (figure.column_path or figure.column_label, _of(figure, statement)))
        if seen:
            console.print(f"[bold]{escape(statement.title)}[/] → {catalogue.by_key(statement.form).fact}")
        for column, (path, meaning) in sorted(seen.items()):
            console.print(
                _("  column {column}: {path} → {meaning}").format(
                    column=column + 1, path=escape(path), meaning=escape(meaning)
                ),
                highlight=False,
            )


def _of(figure: Figure, statement: Statement) -> str:
    """What a figure is of, its fund only where it isn't the form's."""
    fund = "" if figure.fund == statement.fund else figure.fund
    return str(figure.meaning._replace(fund=fund))


def _not_understood(console: Console, report: Report) -> None:
    for unknown in report.interpretation.unknown:
        console.print(
            _(
                "[yellow]?[/] table {table_index} is not in the catalogue: {title}; {numeric_cells} numbers; headers {headers}"
            ).format(
                table_index=unknown.table_index + 1,
                title=escape(unknown.title or _("no title")),
                numeric_cells=unknown.numeric_cells,
                headers=escape(" | ".join(unknown.headers)),
            ),
            highlight=False,
        )
    if report.interpretation.unknown:
        number = report.interpretation.unknown[0].table_index + 1
        console.print(
            _("  describe such a form: gongkai layout new {file_name} --table {number}").format(
                file_name=escape(report.document.file_name), number=number
            )
        )
    for statement in report.interpretation.statements:
        if statement.unmapped_columns:
            console.print(
                _("[yellow]?[/] {title}: columns without a measure: {unmapped_columns}").format(
                    title=escape(statement.title), unmapped_columns=escape(" | ".join(statement.unmapped_columns))
                ),
                highlight=False,
            )
        for cell in statement.left:
            if cell.reason == "not_understood":
                console.print(
                    _("[yellow]?[/] {title}, table {table_index}, row {row}, column {column}: {text}").format(
                        title=escape(statement.title),
                        table_index=cell.table_index + 1,
                        row=cell.row + 1,
                        column=cell.column + 1,
                        text=escape(cell.text),
                    ),
                    highlight=False,
                )
        if statement.lacks_unit:
            console.print(
                _("[yellow]?[/] {title}: no unit of money is printed, and none follows from the prose").format(
                    title=escape(statement.title)
                )
            )


def _account(console: Console, account: Account) -> None:
    """What became of the numbers of the document: a line a state that has some, and what no other list of `inspect` shows."""
    table = Table(box=None, header_style="bold")
    table.add_column(_("state"))
    table.add_column(_("numbers"), justify="right")
    table.add_column(_("what it says"))
    for state, numbers in account.by_state.items():
        if numbers:
            rules = {count.rule: count.numbers for count in account.counts if count.state == state and count.rule}
            told = ", ".join(f"{n} {rule}" for rule, n in rules.items()) if state in _BY_RULE else ""
            table.add_row(state, str(numbers), f"{shown(STATES[state])}{f': {told}' if told else ''}")
    console.print(
        _("account of {total:,} numbers, {share_set_aside:.1%} set aside").format(
            total=account.total, share_set_aside=account.share_set_aside
        )
    )
    console.print(table)
    ends = Counter(end for _, end in account.tables)
    console.print(
        _("tables: {ends}").format(ends=", ".join(f"{n} {end}" for end, n in sorted(ends.items())) or _("none"))
    )
    _set_aside(console, account)
    for number in account.listed:
        if number.state == "not_understood" and number.rule not in LISTED_ELSEWHERE:
            console.print(
                _("[yellow]?[/] {place}: {text} in {around}").format(
                    place=escape(shown(number.place)), text=escape(number.text), around=escape(number.around)
                ),
                highlight=False,
            )


def _set_aside(console: Console, account: Account) -> None:
    """The numbers of the prose that a rule set aside: a line a paragraph and rule."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for number in account.listed:
        if number.state == "set_aside":
            found[number.place, number.rule].append(number.text)
    for (place, rule), numbers in found.items():
        console.print(
            _("[dim]–[/] {place}: {numbers} set aside by the rule {rule}").format(
                place=escape(shown(place)), numbers=escape(", ".join(numbers)), rule=rule
            ),
            highlight=False,
        )


def _doubtful(console: Console, report: Report) -> None:
    """Figures read by OCR that should be looked at."""
    counts = Counter[str](f.doubt for s in report.interpretation.statements for f in s.figures if f.doubt)
    if any(f.confidence is not None for s in report.interpretation.statements for f in s.figures):
        told = ", ".join(f"{counts[doubt]} {doubt}" for doubt in DOUBTS if counts[doubt])
        console.print(_("read by OCR and doubtful: {told}").format(told=told or _("none")))
    for statement in report.interpretation.statements:
        for figure in statement.figures:
            if figure.doubt:
                console.print(
                    _(
                        "[yellow]?[/] page {page}, {title}, row {row}, column {column}: {printed} ({row_code}); {doubt}"
                    ).format(
                        page=figure.page,
                        title=escape(statement.title),
                        row=figure.row + 1,
                        column=figure.column + 1,
                        printed=escape(figure.printed),
                        row_code=escape(figure.row_code or figure.row_label),
                        doubt=shown(DOUBTS[figure.doubt]),
                    ),
                    highlight=False,
                )
