"""`python -m dashboards.serve`: Superset with gongkai's dashboards on 127.0.0.1, reading the warehouse as a role of its own, `gongkai_superset`.

The warehouse is gongkai's own (GONGKAI_DATABASE_URL, or the embedded server under GONGKAI_HOME); where neither is set and nothing has been
loaded yet, the demo's. The role gets a generated password; no other role's is touched. GONGKAI_DASHBOARDS_URL names the address of a reader
that exists already, for who may not make roles: then nothing is changed in the warehouse.

In a container (docker-compose.yml) it listens on all of the container's addresses and waits until the marts are there.

Links to the pages that numbers are printed on lead to GONGKAI_PAGES_URL, where `gongkai profile --all FOLDER --pictures` is published; unless it is set,
to `/profiles/` of this Superset, which shows the folder `profiles` under GONGKAI_HOME to whoever has signed in.

Superset's own database, its secret key and the passwords are in `superset/` under GONGKAI_HOME, 0700.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from dashboards.assets import INDEX, PAGES_HERE, address_of_pages, files
from dashboards.definition import read_definitions
from etl.errors import GongkaiError, WarehouseError
from etl.language import _, choose, shown, wanted
from etl.settings import load_settings, masked, settings_to_read
from etl.warehouse.engine import connect, existing_url
from etl.warehouse.roles import DASHBOARDS, create_roles, set_password

SUPERSET = Path(__file__).parent / "superset"
PORT = 8088
BIND = "127.0.0.1"
RETRY_SECONDS = 5


def secret(folder: Path, name: str, given: str | None = None) -> str:
    """A secret kept in a file of 0600: what was given, else what is there, else a new one."""
    path = folder / name
    value = given or (path.read_text(encoding="ascii").strip() if path.is_file() else secrets.token_urlsafe(24))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(descriptor, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(value + "\n")
    return value


def check_port(port: int, bind: str) -> None:
    """GongkaiError where the address can't be listened on: found in a moment, not after minutes of set-up."""
    place = f"{bind}:{port}"
    with socket.socket(socket.AF_INET6 if ":" in bind else socket.AF_INET) as tried:
        # As gunicorn does: a server that ended a moment ago is no obstacle, one that listens is.
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((bind, port))
        except (OSError, OverflowError) as error:
            raise GongkaiError(
                f"port {port} is in use"
                if getattr(error, "errno", None) == errno.EADDRINUSE
                else f"port {port} can't be used: {error}",
                place=place,
                next_step=f"name another one: make dashboards PORT={port + 1 if PORT <= port < 65535 else PORT + 1}",
            ) from error


def role_url(url: str, folder: Path) -> str:
    """The warehouse's address as Superset's own role; makes the roles where they are missing and gives that one its password."""
    with connect(url) as connection:
        _check_marts(connection, url)
        create_roles(connection, also=[DASHBOARDS])
        password = secret(folder, "warehouse-password")
        set_password(connection, DASHBOARDS, password)
        connection.commit()
        port = connection.info.port
        name = connection.info.dbname
    host = str(conninfo_to_dict(url).get("host") or "127.0.0.1")
    return f"postgresql://{DASHBOARDS}:{quote(password, safe='')}@{host}:{port}/{quote(name, safe='')}"


def _check_marts(connection: psycopg.Connection[Any], url: str) -> None:
    found = connection.execute("select to_regclass('marts.agency_year') is not null").fetchone()
    if found != (True,):
        raise WarehouseError(
            "there are no marts yet",
            place=masked(url),
            next_step="run: make demo, or gongkai run FILES… and gongkai build",
        )


def _warehouse() -> str:
    """The address of the warehouse that is there: dashboards show one and make none."""
    return existing_url(settings_to_read(), lambda text: sys.stderr.write(shown(text) + "\n"))


def check_warehouse() -> None:
    """WarehouseError where there is nothing to show yet; changes nothing."""
    given = os.environ.get("GONGKAI_DASHBOARDS_URL")
    if given:
        superset_address(given)
        return
    url = _warehouse()
    with connect(url) as connection:
        _check_marts(connection, url)


def superset_address(url: str) -> str:
    """A libpq URL as SQLAlchemy with psycopg2 writes it. It must answer: a dashboard of errors helps nobody."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            connection.execute("select 1 from marts.agency_year limit 1")
    except psycopg.Error as error:
        raise WarehouseError(
            f"the reader can't read the marts: {str(error).splitlines()[0]}",
            place=masked(url),
            next_step="gongkai build makes them, gongkai db roles lets the reader read them",
        ) from error
    return urlunsplit(urlsplit(url)._replace(scheme="postgresql+psycopg2"))


def pages_folder(folder: Path) -> Path:
    """What Superset shows as the profiles of all agencies: `profiles` beside its own folder."""
    return folder.parent / "profiles"


def environment(folder: Path) -> dict[str, str]:
    """What Superset's processes get: its settings' place, no telemetry, none of gongkai's own addresses and passwords."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GONGKAI_")}
    return {
        **kept,
        "GONGKAI_SUPERSET_HOME": str(folder),
        "GONGKAI_SUPERSET_PAGES": str(pages_folder(folder)),
        "SUPERSET_CONFIG_PATH": str(SUPERSET / "superset_config.py"),
        "SUPERSET_HOME": str(folder),
        "FLASK_APP": "superset.app:create_app()",
        "SCARF_ANALYTICS": "false",
        "PYTHONUTF8": "1",
    }


def prepare(python: Path, folder: Path, *, wait: bool = False) -> str:
    """Bring Superset's database up to date and put the dashboards into it; the administrator's password.

    WarehouseError where there are no marts yet, unless it shall `wait` for them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    secret(folder, "secret-key")
    pages = address_of_pages(os.environ.get("GONGKAI_PAGES_URL", ""))
    password = secret(folder, "admin-password", os.environ.get("GONGKAI_DASHBOARDS_PASSWORD"))
    viewer_password = secret(folder, "viewer-password", os.environ.get("GONGKAI_DASHBOARDS_VIEWER_PASSWORD"))
    given = os.environ.get("GONGKAI_DASHBOARDS_URL")
    while True:
        try:
            address = superset_address(given or role_url(_warehouse(), folder))
        except WarehouseError as error:
            if not wait:
                raise
            sys.stderr.write(_("waiting for the marts: {error}").format(error=shown(str(error))) + "\n")
            time.sleep(RETRY_SECONDS)
        else:
            break
    done = subprocess.run(  # noqa: S603 - our own script, by the Python that was named
        [str(python), str(SUPERSET / "install.py")],
        input=json.dumps(
            {
                "password": password,
                "viewer_password": viewer_password,
                "assets": files(read_definitions(), address, pages),
            }
        ),
        env=environment(folder),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        log = folder / "install.log"
        log.write_text(done.stdout.replace(address, masked(address)), encoding="utf-8")
        raise GongkaiError("Superset could not be set up", place=str(log), next_step="its last lines say why")
    return password


def server_command(python: Path, port: int, bind: str = BIND) -> list[str]:
    """The command of the web server: one process, several threads, on loopback unless another address is named."""
    where = ["--bind", f"{bind}:{port}"]
    kind = [
        "--workers",
        "1",
        "--worker-class",
        "gthread",
        "--threads",
        "8",
        "--timeout",
        "120",
        "--log-level",
        "warning",
    ]
    # Not the script beside it: a path with a space can't stand in its first line.
    return [str(python), "-m", "gunicorn", *where, *kind, "superset.app:create_app()"]


def serve(python: Path, folder: Path, port: int, bind: str) -> None:
    """Become the web server."""
    os.chdir(folder)
    command = server_command(python, port, bind)
    os.execve(command[0], command, environment(folder))  # noqa: S606 - no shell


def _told_of_pages(folder: Path) -> str:
    """How the pages that links lead to are made, where they are this Superset's and aren't there yet."""
    here = address_of_pages(os.environ.get("GONGKAI_PAGES_URL", "")) == PAGES_HERE
    place = pages_folder(folder)
    if not here or place.is_dir():
        return ""
    return _("pages of documents: {command}").format(command=f"gongkai profile --all {place} --pictures") + "\n"


def main() -> None:
    """Look whether the port is free, prepare, say where to look, serve."""
    choose(wanted(()))
    parser = argparse.ArgumentParser(prog="python -m dashboards.serve", description=__doc__.splitlines()[0])
    parser.add_argument("--python", type=Path, default=Path(".venv-superset/bin/python"), help="Superset's Python")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--bind", default=BIND, metavar="ADDRESS", help="where to listen (127.0.0.1)")
    parser.add_argument("--wait", action="store_true", help="wait for the marts where there are none yet")
    parser.add_argument("--prepare-only", action="store_true", help="set up and import, don't serve")
    parser.add_argument("--check", action="store_true", help="say what stands in the way, and change nothing")
    options = parser.parse_args()
    # Not resolved: a virtual environment's Python is a link, and its target has no Superset.
    python = options.python.absolute()
    try:
        folder = load_settings().home / "superset"
        if not options.prepare_only:
            check_port(options.port, options.bind)
        if options.check:
            check_warehouse()
            return
        if not python.is_file():
            raise GongkaiError("Superset isn't installed", place=str(python), next_step="run: make dashboards")
        prepare(python, folder, wait=options.wait)
    except GongkaiError as error:
        sys.stderr.write(f"{shown(str(error))}\n")
        sys.exit(error.exit_code)
    if not options.prepare_only:
        address = f"http://{options.bind}:{options.port}/superset/dashboard/{INDEX}/"
        viewers = _("user: {user}  password: in {file}").format(user="viewer", file=folder / "viewer-password")
        keepers = _("its keeper: user: {user}  password: in {file}").format(
            user="admin", file=folder / "admin-password"
        )
        sys.stdout.write(f"{address}  {viewers}\n{keepers}\n{_told_of_pages(folder)}")
        sys.stdout.flush()
        serve(python, folder, options.port, options.bind)


if __name__ == "__main__":
    main()
