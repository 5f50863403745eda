"""`gongkai db user …`: a login for each person."""

from __future__ import annotations

import os
import secrets
import sys
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from etl.commands.which_warehouse import url_told
from etl.errors import WarehouseError
from etl.language import _
from etl.safe_text import escape
from etl.warehouse import logins
from etl.warehouse.engine import connect

PASSWORD = "GONGKAI_USER_PASSWORD"  # noqa: S105 — the variable's name
app = typer.Typer(add_completion=False, help="Logins of people: one each, by what they do.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The login's name.", show_default=False)]
FromInput = Annotated[
    bool,
    typer.Option(
        "--ask-password",
        help=f"Ask for the password, or read it from the first line of standard input. Else it is that of {PASSWORD}, or made and shown once.",
    ),
]


class Kind(StrEnum):
    """What a login is for."""

    ANALYST = "analyst"
    DASHBOARD = "dashboard"
    LOADER = "loader"
    BUILDER = "builder"


@app.command()
def add(
    name: Name,
    role: Annotated[
        Kind,
        typer.Option("--role", help="analyst, dashboard: read the marts; loader: load; builder: build the marts."),
    ] = Kind.ANALYST,
    ask: FromInput = False,
    existing: Annotated[
        bool, typer.Option("--existing", help="A role of this name is there: let it in; it keeps its password.")
    ] = False,
) -> None:
    """Make a login with the rights of its role and no others."""
    given = None if existing else _given(name, ask)
    password = None if existing else given or secrets.token_urlsafe(18)
    with connect(url_told()) as connection:
        logins.add_login(connection, name, role, password, existing=existing)
        where = _("{host}, port {port}, database {dbname}").format(
            host=connection.info.host, port=connection.info.port, dbname=connection.info.dbname
        )
    typer.echo(_("{name} may log in as {role}: {where}").format(name=name, role=role, where=where))
    if password and not given:
        _show(password)


@app.command("list")
def list_() -> None:
    """List the logins, what they are for, and how many sessions each has open now."""
    with connect(url_told()) as connection:
        found = logins.list_logins(connection)
    shown = Table(_("login"), _("role"), _("kind"), _("sessions"))
    for login in found:
        kind = _("service") if login.is_service else _("expired") if login.has_expired else _("person")
        shown.add_row(escape(login.name), ", ".join(login.kinds), kind, str(login.sessions))
    Console(soft_wrap=True).print(shown)


@app.command()
def remove(name: Name) -> None:
    """End a login's sessions and take it away. A role that gongkai didn't make only loses its rights."""
    with connect(url_told()) as connection:
        dropped = logins.remove_login(connection, name)
    typer.echo(
        _("{name} is gone").format(name=name)
        if dropped
        else _("{name} has no rights here any more; its role stays, for another made it").format(name=name)
    )


@app.command()
def password(name: Name, ask: FromInput = False) -> None:
    """Give a login another password."""
    given = _given(name, ask)
    new = given or secrets.token_urlsafe(18)
    with connect(url_told()) as connection:
        logins.change_password(connection, name, new)
    typer.echo(_("{name} has another password").format(name=name))
    if not given:
        _show(new)


def _show(made: str) -> None:
    typer.echo(_("password, shown this once: {made}").format(made=made))


def _given(name: str, ask: bool) -> str | None:
    """The password that a person gives; None where one is to be made."""
    if not ask:
        return os.environ.get(PASSWORD) or None
    return asked_password(name)


def asked_password(name: str) -> str:
    """A password from the terminal, asked for twice, or from the first line of standard input."""
    if sys.stdin.isatty():
        secret = str(
            typer.prompt(_("Password for {name}").format(name=name), hide_input=True, confirmation_prompt=True)
        )
    else:
        secret = sys.stdin.readline().rstrip("\r\n")
    if not secret:
        raise WarehouseError(_("the password is empty"), next_step=_("give it on the first line of standard input"))
    return secret
