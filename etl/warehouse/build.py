"""Builds the marts: runs the dbt project in this process, on the warehouse that the settings name.

dbt reads and writes in the folder of the user's (`GONGKAI_HOME`/dbt): the complete project is made there (`project/`), for what is
kept of it may be in an installed package.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg import pq
from psycopg.sql import SQL, Identifier

from etl.errors import WarehouseError
from etl.output import writing
from etl.settings import Settings
from etl.warehouse.compiled_rules import keep_plan
from etl.warehouse.engine import connect, warehouse_url
from etl.warehouse.left_out import LeftOut, reports_left_out
from etl.warehouse.parsed import parsed_project, uncollected
from etl.warehouse.placing import distribute_marts
from etl.warehouse.project.folder import HOME, project_digest, project_folder
from etl.warehouse.repeated import (
    MOST_REPORTS,
    NOTHING,
    WORK_MEMORY,
    FoundSomethingError,
    Recorder,
    Recording,
    catalogue_state,
    forget_recording,
    keep_recording,
    kept_recording,
    repeat,
)
from etl.warehouse.schema_check import check_schema
from etl.warehouse.spread import has_citus

LOCK = "gongkai build"
"""One build at a time: two would drop each other's tables."""

_OF_PROFILE = frozenset({"host", "port", "user", "password", "dbname"})
"""What dbt/profiles.yml passes itself; every other setting of the connection reaches libpq by its own variable."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A model that failed, or a test that found rows: the name of the node, `error`, `fail` or `warn`, and dbt's words."""

    name: str
    status: str
    message: str


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did. `seconds` is elapsed time, dbt's start included; tests that only warn are in `warnings`.

    `left_out`: the reports that marts don't hold, those of earlier builds too as long as nothing has changed about them.
    """

    models: int
    tests: int
    seconds: float
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every model was built and no test failed; reports may be left out."""
        return not self.errors


def build(
    settings: Settings,
    select: Sequence[str] | None = None,
    full_refresh: bool = False,
    reports: Collection[str] | None = None,
    *,
    command: str = "build",
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> BuildResult:
    """Build and test the marts.

    The marts follow the reports that changed since the last build that ended (dbt/macros/increment.sql); views and seeds are left as
    they are then. All is made anew where this version's models or forms differ from those that made the marts, or where most reports changed.

    `select`: dbt's selection (`["+agency_year"]`, `["+tag:quality"]`), all if None. `full_refresh`: make everything anew.
    `reports`: keys of the reports that were loaded since the last build; an empty collection means that nothing has changed and nothing
    is done, None that it isn't known. `command`: another of dbt's, for tests (`test`, `docs generate`). `progress` is told how many models
    and tests are done of how many.
    Models that fail and tests that find rows are in the result; WarehouseError is raised where dbt can't run at all.
    """
    started = time.monotonic()
    if reports is not None and not reports:
        return BuildResult(models=0, tests=0, seconds=0.0)
    with connect(warehouse_url(settings), application="gongkai build") as connection:
        check_schema(connection)
        connection.execute("select pg_advisory_lock(hashtext(%s))", (LOCK,))
        version, built = project_version(connection), built_version(connection)
        full_refresh = full_refresh or (command == "build" and built != version)
        project = project_folder(settings.home)
        only_changed = command == "build" and not full_refresh and select is None and _views_stand(connection, project)
        if only_changed and _nothing_differs(connection, project):
            return BuildResult(0, 0, time.monotonic() - started, left_out=reports_left_out(connection))
        if only_changed and _most_differ(connection):
            full_refresh, only_changed = True, False
        state = catalogue_state(connection)
        repeats = only_changed or (command == "build" and select is None and state == NOTHING)
        result = _repeated(connection, settings, project, version, state, progress) if repeats else None
        if result is None:
            recorder = Recorder()
            with _environment(connection, version):
                arguments = _arguments(settings, project, command, select, full_refresh, only_changed)
                outcome = _invoke(arguments, project, [_Counter(progress), *([recorder] if repeats else [])])
            result = _result(outcome)
            if repeats and result.ok and not result.warnings:
                keep_recording(
                    connection, project, Recording(version, state, recorder.nodes(state), result.models, result.tests)
                )
        distribute_marts(connection)
        result = replace(result, seconds=time.monotonic() - started, left_out=reports_left_out(connection))
    if command == "build" and result.ok:
        keep_plan(settings)
        if not only_changed:
            _written(settings).write_text(project.name, encoding="utf-8")
    return result


def project_version(connection: psycopg.Connection[Any]) -> str:
    """What the marts follow from besides the reports: the program, the dbt project, the forms that the warehouse knows, the roster."""
    digest = hashlib.sha256(project_digest().encode())
    for rows in (
        "select string_agg(form::text, chr(10) order by statement_key) from core.dim_statement as form",
        "select string_agg(entry::text, chr(10) order by agency, fiscal_year, kind) from core.roster as entry",
    ):
        row = connection.execute(rows).fetchone()
        digest.update(str(row and row[0]).encode())
    return digest.hexdigest()[:16]


def built_version(connection: psycopg.Connection[Any]) -> str | None:
    """The `project_version` that made the marts; None if there are none, or they hold no report, or no build has ended yet."""
    row = connection.execute("select to_regclass('dbt_intermediate.built_report')").fetchone()
    if row is None or row[0] is None:
        return None
    versions = connection.execute("select distinct project from dbt_intermediate.built_report where version <> ''")
    found = [str(version) for (version,) in versions.fetchall()]
    return found[0] if len(found) == 1 else None


_VIEWS = {"staging": "dbt_staging", "marts_zh": "marts_zh"}
"""Folders of models that are views, and their schemas."""
_ALIAS = re.compile(r"config\(alias='([^']+)'\)")
"""The name of a view that isn't called like its model."""


def _views_stand(connection: psycopg.Connection[Any], project: Path) -> bool:
    """Whether no view is missing: a build of some models takes those with it that stand on a view made anew, as does a migration."""
    expected = set()
    for folder, schema in _VIEWS.items():
        for path in (project / "models" / folder).glob("*.sql"):
            alias = _ALIAS.search(path.read_text(encoding="utf-8"))
            expected.add((schema, alias[1] if alias else path.stem))
    found = connection.execute(
        "select schemaname, viewname from pg_views where schemaname = any(%s)", (list(_VIEWS.values()),)
    )
    return expected <= set(found.fetchall())


_TABLES = {
    "marts": "marts",
    "marts/dimensions": "marts",
    "semantic": "dbt_staging",
    "intermediate": "dbt_intermediate",
    "increment": "dbt_intermediate",
}
"""Folders of models that are tables, and their schemas; what the rules read is made anew with them."""


def _nothing_differs(connection: psycopg.Connection[Any], project: Path) -> bool:
    """Whether the marts are as a build would leave them, which dbt need not be started for: no table is missing, and every report and
    subject of the warehouse is as the last build that ended saw it (dbt/models/increment/differing_*.sql)."""
    expected = {
        (schema, path.stem)
        for folder, schema in _TABLES.items()
        for path in (project / "models" / folder).glob("*.sql")
    }
    found = connection.execute(
        """
        select relnamespace::regnamespace::text, relname from pg_class
        where relkind in ('r', 'v') and relnamespace::regnamespace::text = any(%s)
        """,
        (list(_TABLES.values()),),
    )
    if not expected <= set(found.fetchall()):
        return False
    differing = connection.execute(
        "select exists (select from dbt_intermediate.differing_subject) or exists (select from dbt_intermediate.differing_report)"
    ).fetchone()
    return differing == (False,)


def _most_differ(connection: psycopg.Connection[Any]) -> bool:
    """Whether more reports are to be made again than half of those that the marts hold, and more than a few: then all made anew take less than
    these made beside the tables and moved into them, and no table is read by statistics of the few rows that it had."""
    row = connection.execute(
        """
        select
            (select count(*) from dbt_intermediate.differing_report),
            (select count(*) from dbt_intermediate.built_report)
        """
    ).fetchone()
    return row is not None and row[0] > max(MOST_REPORTS, row[1] / 2)


_ASKED = ("unique", "not_null", "unique_combination", "accepted_values", "expression_holds", "keeps")
"""The tests that the making of a table asks of its own rows; dbt_project.yml tags the folders whose models do."""


def _arguments(
    settings: Settings,
    project: Path,
    command: str,
    select: Sequence[str] | None,
    full_refresh: bool,
    only_changed: bool,
) -> list[str]:
    """dbt's command line."""
    work = settings.home / "dbt"
    with writing(work, HOME):
        work.mkdir(mode=0o700, parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=work).close()  # dbt itself ends in a traceback where it may not write
    arguments = [
        "--no-send-anonymous-usage-stats",
        "--no-use-colors",
        "--log-level=none",
        "--log-level-file=info",
        f"--log-path={work / 'logs'}",
        *command.split(),
        f"--project-dir={project}",
        f"--profiles-dir={project}",
        f"--target-path={work / 'target'}",
    ]
    if command == "build":
        # Unit tests check the arithmetic of the models, not the data: the project's own tests run them.
        arguments.append("--exclude-resource-type=unit_test")
        if full_refresh:
            arguments.append("--full-refresh")
        # Nothing is asked again that was asked of the rows as they were made (dbt/macros/left_out.sql), or that a constraint of the table holds.
        arguments += ["--exclude", *(f"tag:asked_while_made,test_name:{name}" for name in _ASKED)]
    if only_changed:
        # Of the same version: what a view or a seed holds doesn't follow from reports.
        arguments += ["config.materialized:view", "resource_type:seed"]
        if _is_written(settings, project):
            arguments.insert(0, "--no-write-json")
    if select:
        arguments += ["--select", *select]
    return arguments


@contextmanager
def _environment(connection: psycopg.Connection[Any], version: str) -> Iterator[None]:
    """The connection's own parameters in the variables that dbt/profiles.yml and libpq read, and the version that `mark_built` notes,
    for the length of the block."""
    info = connection.info
    given = info.get_parameters()
    libpq = {
        option.envvar.decode(): given[name]
        for option in pq.Conninfo.get_defaults()
        if option.envvar and (name := option.keyword.decode()) in given and name not in _OF_PROFILE
    }
    libpq.pop("PGAPPNAME", None)
    libpq["PGOPTIONS"] = f"-c work_mem={WORK_MEMORY} {libpq.get('PGOPTIONS', '')}".strip()
    if has_citus(connection):
        # As `over_one_connection` says of a transaction: of all those of dbt.
        libpq["PGOPTIONS"] = f"{libpq.get('PGOPTIONS', '')} -c citus.multi_shard_modify_mode=sequential".strip()
    with _variables(
        {
            **libpq,
            "GONGKAI_DBT_HOST": info.host,
            "GONGKAI_DBT_PORT": str(info.port),
            "GONGKAI_DBT_USER": info.user,
            "DBT_ENV_SECRET_GONGKAI_PASSWORD": info.password,
            "GONGKAI_DBT_DATABASE": info.dbname,
            "GONGKAI_DBT_PROJECT": version,
        }
    ):
        yield


@contextmanager
def _variables(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _written(settings: Settings) -> Path:
    """The file that says of which project dbt's files in `target` (manifest, semantic manifest) tell."""
    return settings.home / "dbt" / "target" / "of_project"


def _is_written(settings: Settings, project: Path) -> bool:
    """Whether they tell of this project: a build of the reports that changed would write the same once more."""
    written = _written(settings)
    if not (written.parent / "manifest.json").exists() or not (written.parent / "semantic_manifest.json").exists():
        return False
    return written.exists() and written.read_text(encoding="utf-8") == project.name


class _Counter:
    """Counts what dbt says that it has finished."""

    def __init__(self, progress: Callable[[int, int], None]) -> None:
        self._progress = progress
        self._done = 0
        self._total = 0

    def __call__(self, event: Any) -> None:
        """One of dbt's events: the start of a model or test tells how many there are, an end is counted."""
        name = event.info.name
        if name in ("LogStartLine", "NodeFinished"):
            self._total = max(self._total, int(getattr(event.data, "total", 0) or 0))
            self._done += name == "NodeFinished"
            self._progress(self._done, max(self._total, self._done))


def _repeated(
    connection: psycopg.Connection[Any],
    settings: Settings,
    project: Path,
    version: str,
    state: str,
    progress: Callable[[int, int], None],
) -> BuildResult | None:
    """The build of few reports, all or those that changed, as the last one was said, without dbt; None where dbt has to be asked."""
    row = connection.execute(
        SQL("select count(*) from (select report_key from {} limit %s) as concerned").format(
            Identifier("core", "dim_report") if state == NOTHING else Identifier("dbt_intermediate", "differing_report")
        ),
        (MOST_REPORTS + 1,),
    ).fetchone()
    if row is None or row[0] > MOST_REPORTS:
        return None
    if state == NOTHING and not _is_written(settings, project):
        return None  # dbt's files tell of no project yet, or of another
    recording = kept_recording(connection, project, version, state)
    if recording is None:
        return None
    try:
        repeat(warehouse_url(settings), recording, progress)
    except (psycopg.Error, FoundSomethingError):
        forget_recording(connection, project, state)
        return None
    return BuildResult(recording.models, recording.tests, 0.0)


def _invoke(arguments: list[str], project: Path, callbacks: list[Callable[[Any], None]]) -> Any:
    """Run dbt; its results, or WarehouseError with its own words where it didn't get as far as running a model."""
    from dbt.cli.main import dbtRunner  # takes a second to import: only a build pays for it

    asked = [argument for argument in arguments if argument in _OF_MANIFEST]
    place = arguments.index(asked[0]) if asked else 0

    def read() -> Any:
        found = dbtRunner().invoke(["--no-write-json", *arguments[:place], "parse", *arguments[place + 1 : place + 4]])
        return found.result if found.success else None  # dbt says below what is wrong

    manifest = parsed_project(project, os.environ["GONGKAI_DBT_DATABASE"], read) if asked else None
    writes = manifest is not None and "--no-write-json" not in arguments
    with uncollected():
        runner = dbtRunner(manifest=manifest, callbacks=callbacks)
        outcome = runner.invoke(["--no-write-json", *arguments] if writes else arguments)
        if writes and outcome.exception is None:
            _write_manifest(manifest, project.parent / "target")
    if outcome.exception is not None:
        raise WarehouseError(
            f"dbt stopped: {' '.join(str(outcome.exception).split())}",
            next_step="see dbt/logs/dbt.log under GONGKAI_HOME",
        )
    return outcome


_OF_MANIFEST = frozenset({"build", "compile", "test"})
"""Commands of dbt's that need nothing of the project's files beside the manifest."""


def _write_manifest(manifest: Any, target: Path) -> None:
    """What dbt itself would write, in a sixth of the time: it has Python's encoder write its files piece by piece."""
    from dbt.parser.manifest import write_semantic_manifest

    told = manifest.writable_manifest().to_dict(omit_none=False, context={"artifact": True})
    target.mkdir(parents=True, exist_ok=True)
    (target / "manifest.json").write_text(json.dumps(told, default=str), encoding="utf-8")
    write_semantic_manifest(manifest, str(target))


def _result(outcome: Any) -> BuildResult:
    results = list(getattr(outcome.result, "results", ()))
    problems = [Problem(r.node.name, str(r.status), " ".join((r.message or "").split())) for r in results]
    return BuildResult(
        models=sum(r.node.resource_type == "model" and str(r.status) == "success" for r in results),
        tests=sum(r.node.resource_type in ("test", "unit_test") for r in results),
        seconds=0.0,
        errors=tuple(p for p in problems if p.status in ("error", "fail", "runtime error", "partial success")),
        warnings=tuple(p for p in problems if p.status == "warn"),
    )
