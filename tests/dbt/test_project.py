"""The complete dbt project under the user's home: made once for each content, whole or not at all, from a wheel as from the source tree."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from etl.errors import OutputError
from etl.warehouse.project import folder as project
from etl.warehouse.project.folder import project_digest, project_folder, write_project
from etl.warehouse.project.generated import generated_files
from etl.warehouse.project.source import source_folder

ROOT = Path(__file__).resolve().parents[2]


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_copy_holds_what_is_kept_and_what_is_generated(tmp_path: Path) -> None:
    made = contents(project_folder(tmp_path))
    assert {path.as_posix(): text.encode() for path, text in generated_files().items()}.items() <= made.items()
    kept = [p for p in source_folder().rglob("*") if p.suffix in {".sql", ".yml", ".md", ".csv"}]
    for path in kept:
        assert made[path.relative_to(source_folder()).as_posix()] == path.read_bytes()
    assert len(made) == len(kept) + len(generated_files())


def test_copy_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = project_folder(tmp_path)
    monkeypatch.setattr(project, "_write", lambda _: pytest.fail("made again"))
    assert project_folder(tmp_path) == first
    assert list((tmp_path / "dbt").iterdir()) == [first]
    assert stat.S_IMODE((tmp_path / "dbt").stat().st_mode) == 0o700


def changed(source: Path, room: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The digests before and after a change of a kept file, of a room that files are made from, and of the version."""
    monkeypatch.setattr(project, "source_folder", lambda: source)
    monkeypatch.setattr(project, "_MADE_FROM", (room,))
    monkeypatch.setattr(project, "PACKAGE", room.parent)
    digests = [project_digest()]
    (source / "models" / "one.sql").write_text("select 2")
    digests.append(project_digest())
    (room / "units.py").write_text("YUAN = 2")
    digests.append(project_digest())
    monkeypatch.setattr(project, "__version__", "another")
    return [*digests, project_digest()]


def test_every_input_changes_the_digest_and_what_dbt_left_behind_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, room = tmp_path / "dbt", tmp_path / "etl" / "words"
    for folder in (source / "models", room, source / "target"):
        folder.mkdir(parents=True)
    (source / "models" / "one.sql").write_text("select 1")
    (room / "units.py").write_text("YUAN = 1")
    digests = changed(source, room, monkeypatch)
    assert len(set(digests)) == 4
    (source / "target" / "one.sql").write_text("select 1")
    assert project_digest() == digests[-1]


def test_digest_follows_every_file_that_the_generator_reads() -> None:
    """What it imports of the program, and what it opens there: found by watching it."""
    watch = (
        "import sys\n"
        "opened = set()\n"
        "sys.addaudithook(lambda name, given: opened.add(str(given[0])) if name == 'open' else None)\n"
        "from etl.warehouse.project.generated import generated_files\n"
        "generated_files()\n"
        "opened |= {str(m.__file__) for m in sys.modules.values() if getattr(m, '__file__', None)}\n"
        "print(*opened, sep='\\n')\n"
    )
    run = subprocess.run([sys.executable, "-B", "-c", watch], cwd=ROOT, capture_output=True, text=True, check=True)
    rooms = [ROOT / name for name in ("etl", "models", "migrations", "dbt")]
    read = {Path(line) for line in run.stdout.splitlines() if any(room in Path(line).parents for room in rooms)}
    read = {path for path in read if path.suffix not in {".pyc", ""} and path.name != "__init__.py"}
    followed = {file for _, file in project._inputs()}
    assert ROOT / "etl" / "words" / "units.py" in read
    # Errors, settings and how files are written say nothing of what is in them.
    assert {p.relative_to(ROOT).as_posix() for p in read - followed} <= {"etl/errors.py", "etl/output.py"}


def test_processes_that_ask_at_once_end_on_one_whole_copy(tmp_path: Path) -> None:
    ask = "import sys; from pathlib import Path; from etl.warehouse.project.folder import *; print(project_folder(Path(sys.argv[1])))"
    asked = [
        subprocess.Popen([sys.executable, "-c", ask, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    told = {run.communicate(timeout=60)[0].strip() for run in asked}
    assert [run.returncode for run in asked] == [0] * 4
    assert {str(path) for path in (tmp_path / "dbt").iterdir()} == told
    (folder,) = told
    write_project(tmp_path / "again")
    assert contents(Path(folder)) == contents(tmp_path / "again")


def test_who_comes_second_takes_the_copy_that_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = project._write

    def meanwhile(part: Path) -> None:
        whole(part)
        other = tmp_path / "dbt" / f"project-{project_digest()}"
        other.mkdir()
        (other / "dbt_project.yml").write_text("that of the other process")

    monkeypatch.setattr(project, "_write", meanwhile)
    assert (project_folder(tmp_path) / "dbt_project.yml").read_text() == "that of the other process"
    assert len(list((tmp_path / "dbt").iterdir())) == 1


def test_making_that_is_interrupted_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(part: Path) -> None:
        (part / "dbt_project.yml").write_text("half")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(project, "_write", interrupted)
        with pytest.raises(KeyboardInterrupt):
            project_folder(tmp_path)
    assert list((tmp_path / "dbt").iterdir()) == []
    assert (project_folder(tmp_path) / "models" / "sources.yml").is_file()


def test_copies_that_no_build_reads_any_more_go(tmp_path: Path) -> None:
    work = tmp_path / "dbt"
    for name in ("project-0ld", "project-used", ".project-halfmade", "target"):
        (work / name / "models").mkdir(parents=True)
    for name in ("project-0ld", ".project-halfmade", "target"):
        os.utime(work / name, (time.time() - 2 * 24 * 3600,) * 2)
    made = project_folder(tmp_path)
    assert {path.name for path in work.iterdir()} == {"project-used", "target", made.name}
    os.utime(made, (0, 0))
    assert project_folder(tmp_path).stat().st_mtime > time.time() - 3600


def test_home_that_can_t_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(OutputError, match="set GONGKAI_HOME to a folder") as refused:
        project_folder(tmp_path / "home")
    assert str(tmp_path / "home") in str(refused.value)


def test_folder_of_something_else_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(OutputError, match="no dbt project"):
        write_project(tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_project_is_written_to_a_named_folder_without_what_was_there(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "etl.warehouse.project", str(tmp_path / "dbt")]
    for _ in range(2):
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        assert run.stdout.strip() == str(tmp_path / "dbt")
        stray = tmp_path / "dbt" / "models" / "marts_zh" / "gone_zh.sql"
        assert not stray.exists()
        stray.write_text("select 1")


def test_home_is_told_to_who_runs_dbt_by_hand(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "etl.warehouse.project"],
        cwd=ROOT,
        env={**os.environ, "GONGKAI_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == str(project_folder(tmp_path))


def test_wheel_makes_the_same_project_and_dbt_reads_it(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(installed)
    assert not (installed / "etl" / "_dbt" / "models" / "marts_zh").exists()
    asked = (
        "import sys; from pathlib import Path; import etl\n"
        "from etl.warehouse.project.folder import project_folder\n"
        "from dbt.cli.main import dbtRunner\n"
        "home = Path(sys.argv[1]); folder = project_folder(home)\n"
        "words = ['--log-level=none', f'--log-path={home}/logs', 'ls', '--quiet', '--resource-type=model', '--output=name', "
        "f'--target-path={home}/target', f'--project-dir={folder}', f'--profiles-dir={folder}']\n"
        "listed = dbtRunner().invoke(words)\n"
        "assert listed.success, listed.exception\n"
        "print(etl.__file__, folder, *listed.result, sep='\\n')\n"
    )
    connection = {f"GONGKAI_DBT_{name}": "nobody" for name in ("HOST", "USER", "DATABASE", "PROJECT")}
    run = subprocess.run(
        [sys.executable, "-c", asked, str(tmp_path / "home")],
        cwd=tmp_path,
        env={**os.environ, **connection, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    program, folder, *models = run.stdout.splitlines()[-1000:]
    assert Path(program).parent == installed / "etl"
    write_project(tmp_path / "from-source")
    assert contents(Path(folder)) == contents(tmp_path / "from-source")
    assert {"agency_year", "agency_year_zh"} <= set(models)
