"""`gongkai settle …`: what a person decides, which is kept and holds over everything that is loaded or built later."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from etl.commands.options import OF_AGENCY
from etl.commands.which_warehouse import own_settings_told, url_told
from etl.errors import GongkaiError
from etl.language import N_, _
from etl.loading.meant import agency_meant, document_meant
from etl.safe_text import escape
from etl.warehouse.engine import connect
from etl.warehouse.findings import State, reopen_finding, settle_finding
from etl.warehouse.listed import current_version
from etl.warehouse.roster import keep_roster, read_roster
from etl.warehouse.schema_check import check_schema
from etl.warehouse.settling import Act, Said, read_settle_file, settle_agencies, take_back
from etl.warehouse.writer import settle_version

_STATES = {"accepted": N_("accepted"), "explained": N_("explained"), "sent": N_("sent")}

app = typer.Typer(
    add_completion=False,
    help="Settle what awaits a person: which version of a report holds, what an agency is, what becomes of a finding. It stays settled.",
    no_args_is_help=True,
)


@app.callback(invoke_without_command=True)
def settle(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Option(
            "--from",
            help="A CSV file (UTF-8 or GBK), an agency a line, with columns agency, ok, alias_of, successor_of, type, parent, region.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Settle what awaits a person: which version of a report holds, what an agency is, what becomes of a finding. It stays settled."""
    if file is None:
        return
    if context.invoked_subcommand is not None:
        raise GongkaiError(
            _("--from stands alone"), place="settle", next_step=_("gongkai settle --from {file}").format(file=file)
        )
    with connect(url_told(own_settings_told())) as connection:
        check_schema(connection)
        done = settle_agencies(connection, read_settle_file(file), place=file.name, find=agency_meant)
    typer.echo(
        _("settled: {kept} things about {number_agencies} agencies").format(
            kept=done.kept, number_agencies=len(done.agencies)
        )
    )
    typer.echo(_("the marts show it after gongkai build"))


@app.command()
def agency(
    name: Annotated[
        str,
        typer.Argument(help=OF_AGENCY, show_default=False),
    ],
    ok: Annotated[bool, typer.Option("--ok", help="It is right as it is: what is asked about it is answered.")] = False,
    alias_of: Annotated[
        str,
        typer.Option("--alias-of", help="It is a spelling of this agency; its reports go there.", show_default=False),
    ] = "",
    successor_of: Annotated[
        list[str] | None, typer.Option("--successor-of", help="It followed this agency; may be repeated.")
    ] = None,
    type_: Annotated[str, typer.Option("--type", help="Its type, of core.dim_agency_type.", show_default=False)] = "",
    parent: Annotated[str, typer.Option("--parent", help="Its department (主管部门).", show_default=False)] = "",
    region: Annotated[
        str, typer.Option("--region", help="Its division: six-digit code or full name.", show_default=False)
    ] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take back all that was settled about it.")] = False,
) -> None:
    """Say what an agency is; gongkai review lists what is asked."""
    acts: list[tuple[Act, str]] = [("ok", "")] if ok else []
    given: tuple[tuple[Act, str], ...] = (
        ("alias", alias_of),
        *(("successor", one) for one in successor_of or ()),
        ("type", type_),
        ("parent", parent),
        ("region", region),
    )
    acts += [(act, said) for act, said in given if said]
    if undo == bool(acts):
        raise GongkaiError(
            _("what is it?"),
            place=f"settle agency {name}",
            next_step=_("say --ok, --alias-of, --successor-of, --type, --parent or --region, or --undo alone"),
        )
    with connect(url_told(own_settings_told())) as connection:
        check_schema(connection)
        if undo:
            typer.echo(_("taken back: {number} things").format(number=take_back(connection, name, agency_meant)))
        else:
            done = settle_agencies(
                connection,
                [Said(name, act, said) for act, said in acts],
                place=f"settle agency {name}",
                find=agency_meant,
            )
            typer.echo(
                _("settled: {kept} things about {agencies}").format(kept=done.kept, agencies="、".join(done.agencies))
                if done.kept
                else _("nothing is asked about it")
            )
    typer.echo(_("the marts show it after gongkai build"))


@app.command()
def version(
    document: Annotated[
        str,
        typer.Argument(
            help="A document of the version that holds: the file, its name as loaded, or the beginning of its SHA-256.",
            show_default=False,
        ),
    ],
    note: Annotated[str, typer.Option("--note", help="Why: kept with the decision.", show_default=False)] = "",
    undo: Annotated[
        bool, typer.Option("--undo", help="Take back what was settled about its publication; evidence decides again.")
    ] = False,
) -> None:
    """Say which version of a report holds; gongkai versions shows them side by side."""
    with connect(url_told(own_settings_told())) as connection:
        check_schema(connection)
        meant = document_meant(connection, document)
        revisions = settle_version(connection, meant.sha256, note=note.strip(), undo=undo)
        current = [current_version(connection, publication) for publication in meant.publications]
    if not undo and len(revisions) != 1:
        raise GongkaiError(
            _("it is in versions {revisions} and doesn't say which holds").format(
                revisions=", ".join(map(str, revisions))
            ),
            place=meant.file_name,
            next_step=_("name a document that only one of them has: gongkai versions shows them"),
        )
    console = Console(soft_wrap=True, highlight=False)
    for one in current:
        console.print(
            _("current: none")
            if one is None
            else _("current: revision {number}, {file_names}").format(number=one[0], file_names=escape(one[1]))
        )
    console.print(_("the marts show it after gongkai build"), style="dim")


@app.command()
def roster(
    file: Annotated[
        Path,
        typer.Argument(
            help="A CSV file (UTF-8 or GBK) with columns agency, from_year, to_year, kind (budget, final_account or empty for both), "
            "due (month and day, 09-30).",
            show_default=False,
        ),
    ],
) -> None:
    """Say who has to publish, in which years; marts.coverage_matrix then says what is missing. Replaces the roster of before."""
    entries = read_roster(file)
    with connect(url_told(own_settings_told())) as connection:
        check_schema(connection)
        kept = keep_roster(connection, entries)
    console = Console(soft_wrap=True, highlight=False)
    console.print(_("{rows} reports of {agencies} agencies are due").format(rows=kept.rows, agencies=kept.agencies))
    for words, names in (
        (_("not known to the warehouse: no report or alias has the name"), kept.unknown),
        (_("more than once in it"), kept.doubled),
    ):
        if names:
            console.print(f"{words}: {escape('、'.join(names))}")
    console.print(_("the marts show it after gongkai build"), style="dim")


@app.command()
def finding(
    key: Annotated[
        str,
        typer.Argument(
            help="Key of an issue as gongkai audit prints it (issue_key), or of a finding, or its first six digits.",
            show_default=False,
        ),
    ],
    accepted: Annotated[bool, typer.Option("--accepted", help="It is a fault and will be mended.")] = False,
    explained: Annotated[bool, typer.Option("--explained", help="It is none; --note says why.")] = False,
    sent: Annotated[bool, typer.Option("--sent", help="It was handed on to whoever published it.")] = False,
    note: Annotated[str, typer.Option("--note", help="Why: kept with the state.", show_default=False)] = "",
    by: Annotated[str, typer.Option("--by", help="Who says so; by default the role of the database.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take it back: the issue is open again.")] = False,
) -> None:
    """Say what becomes of a finding: it holds for the same issue in every version of the report, and in audits of files."""
    given: tuple[tuple[State, bool], ...] = (("accepted", accepted), ("explained", explained), ("sent", sent))
    said = [state for state, is_said in given if is_said]
    if len(said) + undo != 1:
        raise GongkaiError(
            _("what becomes of it?"),
            place=f"settle finding {key}",
            next_step=_("say --accepted, --explained or --sent, or --undo alone"),
        )
    with connect(url_told(own_settings_told())) as connection:
        check_schema(connection)
        done = reopen_finding(connection, key) if undo else settle_finding(connection, key, said[0], note.strip(), by)
    console = Console(soft_wrap=True, highlight=False)
    console.print(
        _("{state}: issue {key}, {number} findings in the marts").format(
            state=_("open again") if undo else _(_STATES[said[0]]), key=done.issue_key, number=done.count
        )
    )
    if done.message:
        console.print(escape(done.message))
    if not done.count:
        console.print(_("the marts have no such finding: audits of files show it"), style="dim")
    elif not done.is_shown:
        console.print(_("the marts show it after gongkai build --full-refresh"), style="dim")
