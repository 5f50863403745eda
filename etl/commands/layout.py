"""`gongkai layout …`: describe a form that isn't in the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.console import Console

from etl.commands.options import Timeout
from etl.documents import read_document
from etl.errors import GongkaiError, NotAReportError
from etl.language import _, shown
from etl.loading.reading import TIMEOUT, read_apart
from etl.output import writing
from etl.performance import performance_table_indexes
from etl.pipeline import interpret_report
from etl.safe_text import escape
from etl.statements.catalogue_entries import load_catalogue
from etl.statements.draft_entry import Kind, draft_layout, with_draft

app = typer.Typer(add_completion=False, help="Describe a form that isn't in the catalogue.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Describe a form that isn't in the catalogue."""


@app.command()
def new(
    file: Annotated[Path, typer.Argument(help="A document that publishes the form.", show_default=False)],
    table: Annotated[
        int, typer.Option(help="Number of the table, as `gongkai inspect` counts them.", min=1, show_default=False)
    ],
    kind: Annotated[
        str | None, typer.Option(help="budget or final_account; default: as the title or the cover says.")
    ] = None,
    key: Annotated[str, typer.Option(help="Key of the entry; default: the name of --output.")] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; default: standard output.")
    ] = None,
    timeout: Timeout = TIMEOUT,
) -> None:
    """Write a first draft of the catalogue's entry for a table, and say what it reads of the table."""
    if kind not in {None, "budget", "final_account"}:
        raise GongkaiError(
            _("no kind {kind!r}").format(kind=kind), place="--kind", next_step=_("say budget or final_account")
        )
    if output is not None and output.exists():
        raise GongkaiError(_("is there already"), place=str(output), next_step=_("name another file, or remove it"))
    if not key and output is not None and output.stem.isidentifier() and output.stem.isascii():
        key = output.stem
    drafted = read_apart(partial(_draft, table=table, kind=cast("Kind | None", kind), key=key), file, timeout=timeout)
    if output is None:
        typer.echo(drafted.text, nl=False)
    else:
        with writing(output, _("name another file with --output")):
            output.parent.mkdir(parents=True, exist_ok=True)
            output.write_text(drafted.text, encoding="utf-8")
    console = Console(stderr=True)
    console.print(drafted.told, highlight=False, soft_wrap=True)
    if output is not None and drafted.tried:
        console.print(
            _("next: see to its TODOs, then GONGKAI_CATALOGUE={parent} gongkai inspect {name}").format(
                parent=escape(str(output.parent)), name=escape(file.name)
            ),
            highlight=False,
            soft_wrap=True,
        )


@dataclass(frozen=True, slots=True)
class _Drafted:
    """A draft, what it reads of the table as it stands, in rich's markup, and whether that could be tried."""

    text: str
    told: str
    tried: bool = True


def _draft(file: Path, *, table: int, kind: Kind | None, key: str) -> _Drafted:
    document = read_document(file)
    draft = draft_layout(document, table, kind=kind, key=key, performance=tuple(performance_table_indexes(document)))
    try:
        report = interpret_report(document, with_draft(load_catalogue(), draft))
    except NotAReportError as error:
        return _Drafted(
            draft.text, _("[yellow]![/] not tried: {error}").format(error=escape(shown(str(error)))), tried=False
        )
    statement = next((one for one in report.interpretation.statements if table - 1 in one.table_indexes), None)
    if statement is None or statement.form != draft.key:
        taken = (
            _("it is taken for {form}").format(form=statement.form)
            if statement is not None
            else _("it is not recognised")
        )
        return _Drafted(
            draft.text, _("[yellow]![/] with this draft {taken}: check title, headers and order").format(taken=taken)
        )
    left = sum(cell.reason == "not_understood" for cell in statement.left)
    return _Drafted(
        draft.text,
        _(
            "with this draft table {table} has {number_rows} rows, {number_figures} figures, {left} not understood; columns without a measure: {unmapped_columns}"
        ).format(
            table=table,
            number_rows=len(statement.rows),
            number_figures=len(statement.figures),
            left=left,
            unmapped_columns=escape(" | ".join(statement.unmapped_columns)) or _("none"),
        ),
    )
