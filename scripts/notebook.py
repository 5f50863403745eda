"""The notebook of `docs/notebook.ipynb`: run over the samples, and written as one page, docs/notebook.html, that fetches nothing.

`python -m scripts.notebook` does so in a throw-away database, of which one report is loaded as PDF, so that its page is shown.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from pydantic import SecretStr

from etl.audit.scratch import scratch_database
from etl.errors import WarehouseError
from etl.loading.load import load_files
from etl.loading.loaded import failures
from etl.loading.sources import find_files
from etl.settings import Settings, load_settings
from etl.warehouse.build import build
from etl.warehouse.engine import connect
from etl.warehouse.originals import kept_originals
from samples.maker.layout import load_family
from samples.maker.report import render
from samples.maker.samples import sample_reports
from samples.maker.writers import write

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
PAGE = NOTEBOOK.with_suffix(".html")
AS_PDF = "qingxi-library-2024-final-account"
"""The sample whose page the notebook shows."""
SECONDS = 300
_STYLE = """
body{font:16px/1.6 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;max-width:960px;margin:2em auto;padding:0 1em;color:#222}
pre{background:#f6f8fa;padding:.7em;overflow-x:auto;font-size:13px;line-height:1.45}
.jp-OutputPrompt,.jp-InputPrompt,.anchor-link,.jp-Collapser{display:none}
.jp-OutputArea{overflow-x:auto}
table{border-collapse:collapse;font-size:13px}th,td{padding:2px 8px;border-bottom:1px solid #ddd;vertical-align:top}
img{max-width:100%}
"""


@contextmanager
def notebook_warehouse(settings: Settings) -> Iterator[Settings]:
    """The settings of a database that lives as long as the block: the samples, one of them as PDF, with their marts and their files.

    Raises WarehouseError where a sample or a mart failed.
    """
    with tempfile.TemporaryDirectory(prefix="gongkai-notebook-") as folder, scratch_database(settings) as url:
        files = Path(folder) / "files"
        shutil.copytree(ROOT / "samples", files, ignore=lambda _, names: {n for n in names if not n.endswith(".txt")})
        (files / f"{AS_PDF}.txt").unlink()
        figures = next(one for one in sample_reports() if one.file_stem == AS_PDF)
        write(render(figures, load_family(figures.family)), files / f"{AS_PDF}.pdf")
        own = Settings(database_url=SecretStr(url), home=settings.home, documents=f"{folder}/documents")
        with connect(url) as connection:
            failed = failures(load_files(find_files([files]), connection, originals=kept_originals(own)))
        built = build(own)
        if failed or not built.ok:
            problems = [one.error for one in failed] + [f"{one.name}: {one.message}" for one in built.errors]
            raise WarehouseError("; ".join(problems), place=str(files), next_step="run gongkai demo to see more")
        yield own


def run_notebook(settings: Settings | None, notebook: Path = NOTEBOOK) -> nbformat.NotebookNode:
    """The notebook with what its cells give, over the warehouse of `settings`; None: over that of the environment.

    Raises nbclient.exceptions.CellExecutionError with the cell that failed.
    """
    environment = dict(os.environ)
    if settings is not None and settings.database_url is not None:
        environment |= {
            "GONGKAI_DATABASE_URL": settings.database_url.get_secret_value(),
            "GONGKAI_HOME": str(settings.home),
            "GONGKAI_DOCUMENTS": settings.documents,
        }
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    book = nbformat.read(notebook, as_version=4)
    client = NotebookClient(book, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}})
    client.execute(env=environment)
    return book


def as_page(book: nbformat.NotebookNode) -> str:
    """The notebook as HTML: style and pictures inside, no script, and not what libraries say on the standard error of a machine without Chinese fonts."""
    for cell in book.cells:
        if "outputs" in cell:
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    exporter = HTMLExporter(template_name="basic", exclude_input_prompt=True, exclude_output_prompt=True)
    body, _ = exporter.from_notebook_node(book)
    title = book.cells[0].source.splitlines()[0].lstrip("# ")
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def main() -> None:
    """Write the page."""
    with notebook_warehouse(load_settings()) as settings:
        PAGE.write_text(as_page(run_notebook(settings)), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {PAGE.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
