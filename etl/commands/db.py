"""`gongkai db …`: the server, its tables and its roles."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import psycopg
import typer
from psycopg.conninfo import conninfo_to_dict
from rich.console import Console
from rich.table import Table

from etl.commands import db_user
from etl.commands.db_user import asked_password
from etl.commands.options import Log, LogFormat
from etl.commands.which_warehouse import own_settings_told, settings_told, url_told
from etl.errors import WarehouseError
from etl.language import _, shown
from etl.settings import Settings, masked, user_home
from etl.warehouse import closing, schema
from etl.warehouse import roles as warehouse_roles
from etl.warehouse.backup import backup as write_backup
from etl.warehouse.backup import restore as read_backup
from etl.warehouse.backup import verify as verify_backup
from etl.warehouse.content_hash import table_hashes, total
from etl.warehouse.embedded.binaries import psql as find_psql
from etl.warehouse.engine import connect, warehouse_url
from etl.warehouse.listed import count_reports
from etl.warehouse.moved_home import move_what_lies_beside
from etl.warehouse.originals import archive, kept_originals, unpack
from etl.warehouse.read_before import read_before
from etl.warehouse.upgrading import bring_over

app = typer.Typer(
    add_completion=False, help="The database: the embedded server, its tables and roles.", no_args_is_help=True
)


app.add_typer(db_user.app, name="user")


def _embedded(settings: Settings | None = None) -> Any:
    """The embedded server; WarehouseError where GONGKAI_DATABASE_URL names another."""
    settings = settings or own_settings_told()
    if settings.database_url is not None:
        raise WarehouseError(
            _("GONGKAI_DATABASE_URL names a server that gongkai doesn't start or stop"),
            place=masked(settings.database_url.get_secret_value()),
            next_step=_("unset it to use the embedded server"),
        )
    from etl.warehouse.embedded.server import EmbeddedServer

    return EmbeddedServer(settings)


@app.command()
def start() -> None:
    """Start the embedded server (every command that needs it does so itself)."""
    server = _embedded()
    server.ensure()
    status_ = server.status()
    typer.echo(_("running at {url}, data in {data}").format(url=masked(status_.url), data=status_.data))


@app.command()
def stop() -> None:
    """Stop the embedded server; the data stays."""
    typer.echo(_("stopped") if _embedded(settings_told()).stop() else _("it wasn't running"))


@app.command()
def status() -> None:
    """Show where the warehouse is, whether it answers, and of which version it is. Exit code 1 if there is none, or its server is down."""
    settings = settings_told()
    table = Table(show_header=False, box=None)
    if settings.database_url is not None:
        url: str | None = settings.database_url.get_secret_value()
        table.add_row(_("server"), _("named by GONGKAI_DATABASE_URL"))
    else:
        server = _embedded(settings)
        if not server.exists():
            typer.echo(_("no warehouse in {home}: gongkai run FILES… makes one").format(home=settings.home), err=True)
            raise typer.Exit(1)
        found = server.status()
        url = found.url if found.running else None
        table.add_row(
            _("server"), _("embedded, process {pid}").format(pid=found.pid) if found.pid else _("embedded, not running")
        )
        if found.run_as:
            table.add_row(_("run as"), found.run_as)
        table.add_row(_("data"), str(found.data))
        table.add_row(_("log"), str(found.log))
    originals = kept_originals(settings)
    kept = _("not kept") if originals is None else f"{originals.place}, {originals.used() / 1e6:,.1f} MB"
    table.add_row(_("originals"), kept)
    if url is not None:
        table.add_row(_("address"), masked(url))
        with connect(url) as connection:
            _describe(connection, table)
    Console(soft_wrap=True).print(table)
    if url is None:
        raise typer.Exit(1)


def _describe(connection: psycopg.Connection[Any], table: Table) -> None:
    table.add_row("PostgreSQL", connection.info.parameter_status("server_version") or "")
    try:
        schema.check_schema(connection)
    except WarehouseError as error:
        table.add_row(_("tables"), shown(f"{error.message} → {error.next_step}"))
        return
    table.add_row(_("tables"), _("of this program's version"))
    try:
        versions, current = count_reports(connection)
    except psycopg.errors.InsufficientPrivilege:  # a reader asks
        return
    table.add_row(_("reports"), _("{versions}, of which current: {current}").format(versions=versions, current=current))


@app.command()
def url() -> None:
    """Print the full address, password included, for programs; starts the embedded server. People: see `gongkai db status`."""
    typer.echo(url_told())


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(context: typer.Context) -> None:
    """Open psql on the warehouse; what follows is handed to psql (`gongkai db psql -c "select …"`)."""
    program = find_psql()
    if program is None:
        raise WarehouseError(
            _("there is no psql"), next_step=_("install postgresql-client, or give `gongkai db url` to another client")
        )
    parts = {k: str(v) for k, v in conninfo_to_dict(url_told()).items() if v is not None}
    environment = dict(os.environ)
    password = parts.pop("password", None)
    if password is not None:
        environment["PGPASSWORD"] = password  # not among the arguments, which every user of the machine can list
    shown = psycopg.conninfo.make_conninfo(**parts)
    sys.stdout.flush()
    os.execve(program, [str(program), "--dbname", shown, *context.args], environment)  # noqa: S606 — no shell


@app.command()
def move(
    to: Annotated[
        Path | None,
        typer.Argument(help="The folder; by default the user's own, which every folder has.", show_default=False),
    ] = None,
) -> None:
    """Move the warehouse of this folder, with its originals and caches, to another; the demo's stays where it is."""
    settings = own_settings_told()
    server = _embedded(settings)
    target = (to or user_home()).expanduser().absolute()
    if not server.exists():
        raise WarehouseError(
            _("there is no warehouse in this folder"),
            place=str(settings.home),
            next_step=_("go to the folder that has it"),
        )
    server.move(target)
    move_what_lies_beside(settings.home, target)
    typer.echo(_("moved to {place}").format(place=target))


@app.command()
def migrate() -> None:
    """Create the tables, or bring them to this program's version. Doing it again changes nothing."""
    address = warehouse_url(own_settings_told())
    schema.upgrade(address)
    with connect(address) as connection:
        bring_over(connection)
        before = read_before(connection)
    typer.echo(_("{address} is of this program's version").format(address=masked(address)))
    if before:
        typer.echo(
            _("{number_before} documents were read by an older program, whose figures stay as they are").format(
                number_before=len(before)
            )
        )
        typer.echo(
            _(
                "gongkai review --kind read_before lists them, gongkai load --again FOLDER reads those anew whose files are there"
            )
        )


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; an older one is replaced.", show_default=False)],
    verify: Annotated[
        bool,
        typer.Option("--verify", help="Restore it into a database of its own, and compare each table's rows."),
    ] = False,
) -> None:
    """Write the warehouse, marts included, to one file, and the originals that are kept to another beside it; loading may go on meanwhile."""
    settings = settings_told()
    address = url_told(settings)
    write_backup(address, file)
    typer.echo(_("{file}, {st_size:,.1f} MB").format(file=file, st_size=file.stat().st_size / 1e6))
    originals = kept_originals(settings)
    if originals is not None and not originals.is_folder:
        typer.echo(_("the originals stay where they are: {place}").format(place=originals.place))
    elif originals is not None and originals.used():
        beside = _originals_beside(file)
        count = archive(originals, beside)
        typer.echo(
            _("{beside}, {count} originals, {st_size:,.1f} MB").format(
                beside=beside, count=count, st_size=beside.stat().st_size / 1e6
            )
        )
    if verify:
        typer.echo(
            _("{file} restored gives the same rows in {count} tables").format(
                file=file, count=verify_backup(address, file)
            )
        )


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="A file that gongkai db backup wrote.", show_default=False)],
) -> None:
    """See that a backup is whole: restore it into a database of its own, compare each table's rows with those that were written."""
    typer.echo(
        _("{file} restored gives the same rows in {count} tables").format(
            file=file, count=verify_backup(url_told(), file)
        )
    )


@app.command("hash")
def hash_(
    tables: Annotated[bool, typer.Option("--tables", help="Also a line a table: its rows and its hash.")] = False,
) -> None:
    """Print a hash of all rows of raw and core, whatever their order: two warehouses with the same rows have the same."""
    with connect(url_told()) as connection:
        schema.check_schema(connection)
        found = table_hashes(connection)
    for name, value in found.items() if tables else ():
        typer.echo(f"{value.rpartition(' ')[2]}  {name}  {value.rpartition(' ')[0]}")
    typer.echo(total(found))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that gongkai db backup wrote.", show_default=False)],
) -> None:
    """Fill an empty database from a backup, and put back the originals beside it. Rights are given anew by gongkai db roles."""
    settings = own_settings_told()
    address = warehouse_url(settings)
    read_backup(address, file)
    with connect(address) as connection:
        schema.check_schema(connection)
    typer.echo(_("{address} holds what {name} held").format(address=masked(address), name=file.name))
    originals, beside = kept_originals(settings), _originals_beside(file)
    if originals is not None and beside.is_file():
        typer.echo(_("{number} originals are there").format(number=unpack(originals, beside)))


def _originals_beside(file: Path) -> Path:
    """The archive of the originals that belongs to a backup."""
    return file.with_name(f"{file.name}.originals.zip")


@app.command()
def roles(
    password: Annotated[
        str,
        typer.Option(
            "--password",
            metavar="ROLE",
            help="Also give this role a password: asked for, or read from the first line of standard input.",
        ),
    ] = "",
    from_environment: Annotated[
        bool,
        typer.Option(
            "--passwords-from-environment",
            help="Also give all three the passwords in GONGKAI_LOADER_PASSWORD, GONGKAI_BUILDER_PASSWORD and GONGKAI_READER_PASSWORD, "
            "and make gongkai_superset and gongkai_watchdog where GONGKAI_SUPERSET_PASSWORD and GONGKAI_WATCHDOG_PASSWORD are set.",
        ),
    ] = False,
    own_server: Annotated[
        bool,
        typer.Option(
            "--own-server",
            help="The server is the warehouse's alone: take from the public the right to connect to its other databases.",
        ),
    ] = False,
) -> None:
    """Make the groups and the logins gongkai_loader, gongkai_builder and gongkai_reader. Doing it again changes nothing."""
    given = _passwords() if from_environment else {}
    settings = settings_told()
    with connect(url_told(settings)) as connection:
        schema.check_schema(connection)
        new = warehouse_roles.create_roles(connection, also={password, *given} & set(warehouse_roles.OPTIONAL))
        typer.echo(
            _("new: {new}").format(new=", ".join(new))
            if new
            else _("the roles were there; their rights are as they should be")
        )
        if password:
            warehouse_roles.set_password(connection, password, asked_password(password))
            typer.echo(_("{password} has a password").format(password=password))
        for role, secret in given.items():
            warehouse_roles.set_password(connection, role, secret)
            typer.echo(_("{role} has a password").format(role=role))
        closing.close_functions(connection)
        if own_server or settings.is_embedded:
            closing.close_databases(connection, None if own_server else closing.MAINTENANCE)
        _tell_ways_out(closing.ways_out(connection))


def _tell_ways_out(found: Sequence[closing.WayOut]) -> None:
    """Say what stays open to readers, and the SQL that closes it."""
    if found:
        typer.echo(_("open to readers still, for a superuser to close: {count}").format(count=len(found)), err=True)
    for way in found:
        typer.echo(f"  {_told(way)}: {way.closed_by}", err=True)


def _told(way: closing.WayOut) -> str:
    sentence = {
        "calls": _("readers may call {what}"),
        "connects": _("readers may connect to the database {what}"),
        "files": _("temporary files of readers have no bound {what}"),
    }[way.kind]
    return sentence.format(what=way.what).strip()


@app.command()
def watchdog(
    longest: Annotated[
        float, typer.Option("--longest", help="Seconds that a reader's query or transaction may take.", min=1)
    ] = 600.0,
    idle: Annotated[
        float, typer.Option("--idle", help="Seconds that a reader's transaction may lie idle.", min=1)
    ] = 120.0,
    interval: Annotated[float, typer.Option("--interval", help="Seconds between two looks.", min=0.1)] = 10.0,
    once: Annotated[bool, typer.Option("--once", help="Look once and end: for cron.")] = False,
    log_format: Log = LogFormat.TEXT,
) -> None:
    """End what readers run too long, whatever time-out they set, until told to end."""
    from etl.commands.watch import watch_readers  # reads files, too: no other command here needs what that imports

    watch_readers(own_settings_told(log_format), longest, idle, interval, log_format, once=once)


def _passwords() -> dict[str, str]:
    """Login of a service → password, from the environment; WarehouseError names the variables that are missing."""
    variables = {role: f"{role.upper()}_PASSWORD" for role in warehouse_roles.SERVICES}
    given = {role: os.environ.get(name, "") for role, name in variables.items()}
    missing = [variables[role] for role in warehouse_roles.ROLES if not given[role]]
    if missing:
        raise WarehouseError(
            _("{missing} not set").format(missing=", ".join(missing)),
            place="environment",
            next_step=_("give each a password"),
        )
    return {role: password for role, password in given.items() if password}
