"""The team's server: the file is what the Compose Specification allows, gives no right too many, and its services do their work."""

from __future__ import annotations

import json
import re
import shutil
import signal
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
import yaml
from compose_spec import PyCompose

from scripts.images import Images, Part, read_images
from tests.deploy.compose import ROOT, MissingVariableError, entrypoint_of, interpolated, read, start, variables_of
from tests.warehouse.ways_out import assert_all_shut, assert_kept_out

OURS = ("migrate", "loader", "builder", "watchdog", "dashboards")


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An .env as `make secrets` writes it."""
    file = tmp_path_factory.mktemp("env") / ".env"
    subprocess.run(["/bin/sh", ROOT / "scripts" / "make-env", file], check=True, capture_output=True)
    return file


@pytest.fixture(scope="module")
def compose(env: Path) -> dict[str, Any]:
    """The file with those variables."""
    return read(variables_of(env))


def check(compose: dict[str, Any]) -> None:
    """ValueError where the Compose Specification doesn't allow it, or a service or volume that is named isn't defined."""
    PyCompose.from_yaml(yaml.safe_dump(compose)).validate()
    for name, service in compose["services"].items():
        volumes = {mount.split(":")[0] for mount in service.get("volumes", ()) if isinstance(mount, str)}
        undefined = volumes - set(compose["volumes"]) | set(service.get("depends_on", ())) - set(compose["services"])
        if undefined:
            raise ValueError(f"{name}: {undefined} not defined")


def test_passwords_are_random_and_private_and_stay(env: Path, tmp_path: Path) -> None:
    variables = variables_of(env)
    passwords = [value for name, value in variables.items() if name.endswith("_PASSWORD")]
    assert len(set(passwords)) == len(passwords) == 8
    assert all(re.fullmatch(r"[0-9a-f]{48}", password) for password in passwords)
    assert stat.S_IMODE(env.stat().st_mode) == 0o600
    before = env.read_text("utf-8")
    again = subprocess.run(["/bin/sh", ROOT / "scripts" / "make-env", env], capture_output=True, text=True, check=False)
    assert (again.returncode, env.read_text("utf-8")) == (1, before)
    assert "nothing was changed" in again.stderr
    other = tmp_path / ".env"
    subprocess.run(["/bin/sh", ROOT / "scripts" / "make-env", other], check=True, capture_output=True)
    assert set(passwords).isdisjoint(variables_of(other).values())


def test_passwords_of_services_that_came_later_are_added(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("READER_PASSWORD=of-mine\nINBOX=/reports", encoding="utf-8")
    done = subprocess.run(["/bin/sh", ROOT / "scripts" / "make-env", file], capture_output=True, text=True, check=True)
    variables = variables_of(file)
    assert (variables["READER_PASSWORD"], variables["INBOX"]) == ("of-mine", "/reports")
    assert re.fullmatch(r"[0-9a-f]{48}", variables["WATCHDOG_PASSWORD"])
    assert "WATCHDOG_PASSWORD" in done.stdout
    assert "READER_PASSWORD" not in done.stdout


def test_without_passwords_the_file_says_how_to_make_them() -> None:
    with pytest.raises(MissingVariableError, match="make secrets"):
        read(variables_of(ROOT / ".env.example"))


def test_example_names_every_variable_that_the_file_uses() -> None:
    used = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text("utf-8")))
    assert used == set(variables_of(ROOT / ".env.example"))


def test_variables_are_put_in_as_compose_does() -> None:
    assert interpolated("${A:-x} ${B:-y} $${A} ${C}", {"A": "1", "B": ""}) == "1 y ${A} "


def test_file_keeps_to_the_compose_specification(compose: dict[str, Any]) -> None:
    check(compose)


@pytest.mark.parametrize(
    ("service", "option", "value"),
    [
        ("loader", "restart", "sometimes"),
        ("loader", "depends_on", {"postgres": {"condition": "service_well"}}),
        ("loader", "volumes", ["nowhere:/data"]),
        ("loader", "depends_on", {"database": {"condition": "service_healthy"}}),
        ("loader", "entry-point", ["python"]),
        ("postgres", "ports", ["127.0.0.1:port:5432"]),
        ("postgres", "stop_grace_period", "soon"),
    ],
)
def test_what_the_specification_forbids_is_noticed(
    compose: dict[str, Any], service: str, option: str, value: object
) -> None:
    services = {**compose["services"], service: {**compose["services"][service], option: value}}
    with pytest.raises(ValueError, match=r".+"):
        check({**compose, "services": services})


def test_images_are_pinned_to_a_version(compose: dict[str, Any]) -> None:
    images = {service["image"] for service in compose["services"].values() if "build" not in service}
    stages = re.findall(r"^FROM (\S+)(?: AS (\w+))?$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    images |= {image for image, _ in stages} - {name for _, name in stages}
    assert images
    assert [image for image in images if not re.fullmatch(r"[a-z/]+:\d+\.\d+(\.\d+)?(-[a-z-]+)?", image)] == []


def images_of(compose: dict[str, Any]) -> dict[str, str]:
    """Every image that is fetched, and its tag."""
    images = {service["image"] for service in compose["services"].values() if "build" not in service}
    stages = re.findall(r"^FROM (\S+)(?: AS (\w+))?$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    return dict(image.split(":") for image in images | {image for image, _ in stages} - {name for _, name in stages})


def test_dated_list_names_what_the_server_is_made_of(compose: dict[str, Any]) -> None:
    (superset,) = re.findall(
        r"(?m)^apache-superset==(\S+)$", (ROOT / "dashboards" / "superset" / "requirements.in").read_text("utf-8")
    )
    listed = {name: part.version for name, part in read_images().parts.items()}
    assert listed == {**images_of(compose), "apache-superset": superset}


def test_old_images_are_told_by_the_date_alone() -> None:
    images = Images(date(2026, 1, 1), 100, {"postgres": Part("17.7", date(2029, 11, 8)), "other": Part("1", None)})
    assert images.old(date(2026, 4, 11)) == []
    (late,) = images.old(date(2026, 4, 12))
    assert "2026-01-01" in late
    assert ["postgres 17.7 is supported until 2029-11-08" in line for line in images.old(date(2029, 6, 1))] == [
        False,
        True,
    ]


def test_services_that_run_on_have_limits_and_say_whether_they_are_well(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["mem_limit"], name
        assert service["pids_limit"], name
        if service["restart"] != "no":
            assert service["healthcheck"]["test"][0] == "CMD", name
        if name in OURS and name != "migrate":
            assert service["cpus"], name


def is_well(service: dict[str, Any], home: Path) -> bool:
    """What the health check of a service says that ran with this folder."""
    kind, program, *words = service["healthcheck"]["test"]
    assert (kind, program) == ("CMD", "python")
    environment = {"PATH": "/usr/bin:/bin", "PYTHONUTF8": "1", "GONGKAI_HOME": str(home)}
    done = subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, check=False)
    return done.returncode == 0


def test_services_have_no_right_too_many(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in service, name
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ())), name
        assert all(mount["read_only"] for mount in service.get("volumes", ()) if isinstance(mount, dict)), name
        assert not any(
            mount.startswith((".", "/", "~")) for mount in service.get("volumes", ()) if isinstance(mount, str)
        )
        if name in OURS:
            assert service["read_only"], name


def test_each_service_is_built_from_a_stage_of_the_image(compose: dict[str, Any]) -> None:
    stages = set(re.findall(r"^FROM \S+ AS (\w+)$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE))
    assert {compose["services"][name]["build"]["target"] for name in OURS} == stages


def test_each_service_knows_the_password_of_its_role_alone(env: Path, compose: dict[str, Any]) -> None:
    names = {value: name for name, value in variables_of(env).items() if name.endswith("_PASSWORD")}
    known = {
        name: {names[password] for password in names if password in json.dumps(service)}
        for name, service in compose["services"].items()
    }
    assert known["migrate"] == set(names.values()) - {"DASHBOARDS_PASSWORD", "VIEWER_PASSWORD"}
    assert known["dashboards"] == {"SUPERSET_PASSWORD", "DASHBOARDS_PASSWORD", "VIEWER_PASSWORD"}
    assert known["watchdog"] == {"WATCHDOG_PASSWORD"}
    assert known["postgres"] == {"POSTGRES_PASSWORD"}
    assert known["loader"] == {"LOADER_PASSWORD"}
    assert known["builder"] == {"BUILDER_PASSWORD"}


def event(process: subprocess.Popen[str], name: str) -> dict[str, Any]:
    """The next event of that name that a service tells of."""
    assert process.stderr is not None
    for line in process.stderr:
        told: dict[str, Any] = json.loads(line)
        if told["event"] == name:
            return told
    raise AssertionError(f"the service ended with {process.wait()} and told of no {name}")


@pytest.mark.timeout(400)
@pytest.mark.usefixtures("server_roles")
def test_a_report_put_into_the_inbox_is_in_the_marts_that_the_reader_reads(
    empty_database: str, env: Path, compose: dict[str, Any], tmp_path: Path, home_with_builds: Path
) -> None:
    server = urlsplit(empty_database)
    shutil.copytree(home_with_builds, tmp_path / "builder")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    place = f"@{server.hostname}:{server.port}{server.path}"
    passwords = variables_of(env)
    owner = f"//gongkai:{passwords['POSTGRES_PASSWORD']}@postgres:5432/gongkai"
    replace = {owner: f"//{server.netloc}{server.path}", "@postgres:5432/gongkai": place, "/inbox": str(inbox)}
    # Of the command only the wait is shorter.
    entrypoint = entrypoint_of("gongkai")
    services = compose["services"]

    for _ in range(2):  # as after `docker compose up` a second time
        migrate = start(services["migrate"], tmp_path / "migrate", replace)
        said, complaints = migrate.communicate(timeout=120)
        assert migrate.returncode == 0, complaints
        assert "gongkai_reader has a password" in said
    assert not any(password in said + complaints for password in passwords.values() if password)

    shutil.copy(ROOT / "samples" / "chengzhong-2024-final-account.txt", inbox)
    running = []
    try:
        for name, awaited in (("loader", "file"), ("builder", "build")):
            service = {
                **services[name],
                "command": ["1" if part == "10" else part for part in services[name]["command"]],
            }
            running.append(start(service, tmp_path / name, replace, entrypoint))
            told = event(running[-1], awaited)
            assert told.get("status", "loaded") == "loaded"
            assert told.get("ok", True), told
            assert is_well(services[name], tmp_path / name)
        assert not is_well(services["loader"], tmp_path / "elsewhere")
        reader = f"postgresql://gongkai_reader:{passwords['READER_PASSWORD']}{place}"
        with psycopg.connect(reader, autocommit=True) as connection:
            assert connection.execute("select count(*) from agency_year").fetchone() == (1,)
            assert connection.execute('select distinct "年度" from marts_zh.部门年度').fetchone() == (2024,)
            assert_all_shut(connection)  # what dbt made and granted opened nothing
        assert_kept_out(reader, "postgres")
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        ended = [(process.communicate(timeout=60)[1], process.returncode) for process in running]
    for rest, code in ended:
        assert code == 0, rest
        assert json.loads(rest.splitlines()[-1])["event"] == "stopped"


@pytest.mark.timeout(120)
def test_dashboards_wait_for_the_marts(empty_database: str, env: Path, compose: dict[str, Any], tmp_path: Path) -> None:
    server = urlsplit(empty_database)
    password = variables_of(env)["SUPERSET_PASSWORD"]
    replace = {
        f"//gongkai_superset:{password}@postgres:5432/gongkai": f"//{server.netloc}{server.path}",
        "/opt/superset/bin/python": sys.executable,
    }
    dashboards = start(compose["services"]["dashboards"], tmp_path / "home", replace, entrypoint_of("dashboards"))
    try:
        assert dashboards.stderr is not None
        line = dashboards.stderr.readline()
        assert line.startswith("waiting for the marts: "), line
        assert "marts.agency_year" in line
        assert "gongkai build makes them" in line
        assert dashboards.poll() is None
    finally:
        dashboards.terminate()
        dashboards.communicate(timeout=30)
    assert password not in line
