"""A warehouse as version 0.1 left it, with rows: `tests/warehouse/upgrade/0.1.sql.gz`, from which a test upgrades.

The last program of 0.1 (the commit before the second version of the schema) loads samples of its own and a web page, a person settles what could
be settled then by SQL, and pg_dump writes it all as inserts. `python -m scripts.old_warehouse` makes it anew; it takes git and the history.
"""

from __future__ import annotations

import gzip
import html
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from etl.warehouse.embedded.binaries import wheel_programs

COMMIT = "0e646360e01db69608747da131297734e4007a25"
ROOT = Path(__file__).resolve().parents[1]
DUMP = ROOT / "tests" / "warehouse" / "upgrade" / "0.1.sql.gz"
SAMPLES = (
    "baisha-museum-2024-budget.txt",
    "baisha-relics-2024-budget.txt",
    "baisha-relics-office-2024-budget.txt",
    "beilin-2021-final-account.txt",
    "lianhu-2024-final-account.txt",
)
PAGE = "qingxi-library-2024-budget"
"""The sample that is loaded as a web page."""

SETTLED = """
update core.dim_agency set needs_review = false, reviewed_at = now(), region_code = '610100' where name = '云泽省白沙县文物局';
insert into core.agency_alias (alias, agency_key, source)
select '白沙县文物管理局', agency_key, 'person' from core.dim_agency where name = '云泽省白沙县文物局';
"""
"""What a person settled by hand, as docs/operations.md of 0.1 said."""

NO_SQL = ("\\", "SET transaction_timeout", "--")
"""Beginnings of lines that are psql's own, that older servers don't know, or comments."""


def main() -> None:
    """Make the dump."""
    with tempfile.TemporaryDirectory() as folder:
        program, home = Path(folder) / "program", Path(folder) / "home"
        _run(["git", "-C", str(ROOT), "worktree", "add", "--detach", str(program), COMMIT])
        environment = {**os.environ, "GONGKAI_HOME": str(home)}
        environment.pop("GONGKAI_DATABASE_URL", None)
        try:
            page = Path(folder) / f"{PAGE}.html"
            page.write_text(
                web_page((program / "samples" / f"{PAGE}.txt").read_text(encoding="utf-8")), encoding="utf-8"
            )
            files = [str(program / "samples" / name) for name in SAMPLES]
            gongkai = [sys.executable, "-m", "etl"]
            _run([*gongkai, "load", *files, str(page)], program, environment)
            url = _run([*gongkai, "db", "url"], program, environment).strip()
            programs = wheel_programs()
            _run([str(programs / "psql"), url, "-v", "ON_ERROR_STOP=1", "-c", SETTLED])
            schemas = [f"--schema={name}" for name in ("raw", "core", "core_partition")]
            options = ["--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=500", *schemas]
            text = _run([str(programs / "pg_dump"), url, *options])
            _run([*gongkai, "db", "stop"], program, environment)
        finally:
            _run(["git", "-C", str(ROOT), "worktree", "remove", "--force", str(program)])
    lines = [line for line in text.splitlines() if line and not line.startswith(NO_SQL)]
    DUMP.parent.mkdir(parents=True, exist_ok=True)
    DUMP.write_bytes(gzip.compress("\n".join(lines).encode(), 9, mtime=0))
    print(f"{DUMP.relative_to(ROOT)}: {DUMP.stat().st_size / 1000:.0f} KB")


def web_page(text: str) -> str:
    """A report in text as a web page: lines with tabs are rows of tables, others paragraphs; its title is the page's title alone."""
    lines = text.splitlines()
    head = " ".join(line for line in lines[:3] if line.strip())
    body: list[str] = []
    table = False
    for line in lines:
        row = "\t" in line
        if row != table:
            body.append("<table>" if row else "</table>")
            table = row
        if row:
            body.append("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in line.split("\t")) + "</tr>")
        elif line.strip():
            body.append(f"<p>{html.escape(line)}</p>")
    if table:
        body.append("</table>")
    return f"<html><head><title>{html.escape(head)}</title></head><body>{''.join(body)}</body></html>"


def _run(command: list[str], folder: Path | None = None, environment: dict[str, str] | None = None) -> str:
    """What a program prints. Its failure ends the script, with what it said."""
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:3])}: {done.stderr[-2000:]}{done.stdout[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    main()
