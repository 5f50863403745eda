"""What versions of the schema ask of the program: rows of before brought to what the loader would write.

`migrations/` knows nothing of the program; `schema.configuration` hands this module over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from etl.narrative.marks import compared_year, marks_of, opening_year, subject_name
from etl.narrative.model import Disclosure
from etl.performance.vocabulary import vocabulary
from etl.statements.marks import figure_marks
from etl.statements.three_public_items import stated_count, stated_item
from etl.warehouse.keys import number_of
from etl.warehouse.rows.subjects import economic_row, function_row, is_economic, is_function, subject_of_line, system_of
from etl.warehouse.subject_names import settle_names
from etl.words.folding import printed_label
from etl.words.names import bare_name


def say_once(bind: sa.Connection) -> None:
    """Version 0008: marks, bare names, items and subjects of rows of before, from the words that they keep."""
    for (report_key,) in bind.execute(sa.text("select report_key from core.dim_report order by report_key")).fetchall():
        _disclosures(bind, report_key)
        _figures(bind, report_key)
        _projects(bind, report_key)
    for table in ("fact_budget_execution", "fact_year_change"):
        _subjects(bind, table)


def _disclosures(bind: sa.Connection, report_key: int) -> None:
    rows = bind.execute(
        sa.text(
            "select disclosure_no, position, page, section, item, item_code, metric, value, unit, sentence, topic, group_no, direction, reason, printed, fund, base from core.disclosure where report_key = :report"
        ),
        {"report": report_key},
    ).fetchall()
    if not rows:
        return
    said = [
        {
            "report": report_key,
            "no": number,
            "name": subject_name(d.item),
            "marks": marks_of(d),
            "item": stated_item(d.item),
            "count": stated_count(d.item, d.metric, d.unit),
            "opening": opening_year(d.sentence),
            "compared": compared_year(d.sentence),
        }
        for number, d in ((number, Disclosure(*rest)) for number, *rest in rows)
    ]
    bind.execute(
        sa.text(
            "update core.disclosure set bare_name = :name, marks = :marks, three_public_item = :item, three_public_count = :count, opening_year = :opening, compared_year = :compared where report_key = :report and disclosure_no = :no"
        ),
        said,
    )


def _figures(bind: sa.Connection, report_key: int) -> None:
    rows = bind.execute(
        sa.text(
            "select figure.figure_no, figure.side, figure.line, figure.row_code, figure.row_label, figure.column_path, figure.column_label, statement.note from core.figure as figure inner join core.report_statement as statement on figure.agency_key = statement.agency_key and figure.report_key = statement.report_key and figure.statement_seq = statement.statement_seq where figure.report_key = :report"
        ),
        {"report": report_key},
    ).fetchall()
    said = [
        {
            "report": report_key,
            "no": row.figure_no,
            "subject": row.row_code or subject_of_line(row.side, row.line, row.row_label),
            "marks": figure_marks().of(
                label=row.row_label,
                heading=row.column_path + row.column_label,
                note_and_path=row.note + row.column_path,
            )
            or None,
        }
        for row in rows
    ]
    if said := [row for row in said if row["subject"] or row["marks"]]:
        bind.execute(
            sa.text(
                "update core.figure set subject_code = :subject, marks = cast(:marks as text[]) where report_key = :report and figure_no = :no"
            ),
            said,
        )


def _projects(bind: sa.Connection, report_key: int) -> None:
    rows = bind.execute(
        sa.text(
            "select project.fact_no, coalesce(figure.row_label, project.project_name), project.task from core.fact_project as project left join (select distinct on (statement_seq, row_no) statement_seq, row_no, row_label from core.figure where report_key = :report order by statement_seq, row_no, figure_no) as figure on project.origin = 'project_form' and project.statement_seq = figure.statement_seq and project.row_no = figure.row_no where project.report_key = :report"
        ),
        {"report": report_key},
    ).fetchall()
    sums = vocabulary().task_sum
    if rows:
        bind.execute(
            sa.text(
                "update core.fact_project set bare_name = :name, is_task_total = :total where report_key = :report and fact_no = :no"
            ),
            [
                {"report": report_key, "no": number, "name": bare_name(name), "total": task in sums}
                for number, name, task in rows
            ],
        )


def _subjects(bind: sa.Connection, table: str) -> None:
    """A part of the three public expenses isn't their total, though its name may begin with theirs."""
    kinds = "('three_public', 'three_public_item')"
    subjects = bind.execute(sa.text(f"select distinct subject from core.{table} where subject_kind in {kinds}"))  # noqa: S608
    for (subject,) in subjects.fetchall():
        item = stated_item(subject)
        bind.execute(
            sa.text(
                f"update core.{table} set three_public_item = :item, subject_kind = case when :item = 'total' then subject_kind else 'three_public_item' end where subject = :subject and subject_kind in {kinds}"  # noqa: S608
            ),
            {"item": item, "subject": subject},
        )


def note_printed_subjects(bind: sa.Connection) -> None:
    """Version 0009: what each report prints, of its register; none of it is known to be doubtful."""
    found = bind.execute(
        sa.text(
            "select distinct on (report_key, row_code) report_key, row_code, fiscal_year, row_label from core.figure "
            "where row_code ~ '^(2[0-9]{2}([0-9]{2}){0,2}|[35][0-9]{2}([0-9]{2})?)$' and row_label <> '' "
            "order by report_key, row_code, figure_no"
        )
    )
    rows = [
        {"report": report, "code": code, "system": system_of(code), "year": year, "name": name}
        for report, code, year, label in found.fetchall()
        if (name := printed_label(label))
    ]
    if rows:
        bind.execute(
            sa.text(
                "insert into core.report_subject (report_key, code, system, fiscal_year, name, is_doubtful) "
                "values (:report, :code, :system, :year, :name, false)"
            ),
            rows,
        )


def subjects_by_year(bind: sa.Connection, table: str, places: Sequence[tuple[str, str]]) -> None:
    """Version 0009: rows by year in place of those by name, and facts (`places`: table, column) that refer to them.

    Keys were numbers until version 0012.
    """
    key = table.removeprefix("dim_") + "_key"
    used = " union ".join(
        f"select d.{key}, d.code, f.fiscal_year from core.{table} as d inner join core.{fact} as f on d.{key} = f.{column}"  # noqa: S608
        for fact, column in places
    )
    moved = bind.execute(sa.text(used)).fetchall()
    row_of, is_code = (function_row, is_function) if table == "dim_function" else (economic_row, is_economic)
    rows: dict[int, Mapping[str, Any]] = {}
    moves = []
    for old, code, year in moved:
        if not is_code(code):
            continue
        for length in range(3, len(code) + 1, 2):
            row = _numbered(row_of(code[:length], year, {}))
            rows[row[key]] = row
        moves.append({"old": old, "year": year, "new": _numbered(row_of(code, year, {}))[key]})
    _insert(bind, table, sorted(rows.values(), key=lambda row: row["sort_order"] + row["level"]))
    bind.execute(sa.text("create temporary table subject_move (old bigint, year integer, new bigint) on commit drop"))
    if moves:
        bind.execute(sa.text("insert into subject_move values (:old, :year, :new)"), moves)
    for fact, column in places:
        bind.execute(
            sa.text(
                f"update core.{fact} as f set {column} = m.new from subject_move as m where f.{column} = m.old and f.fiscal_year = m.year"  # noqa: S608
            )
        )
    if table == "dim_economic":
        bind.execute(
            sa.text(
                "create temporary table pair_move on commit drop as "
                "select d.new as department_key, g.new as government_key, d.year from core.economic_pairing as p "
                "inner join subject_move as d on p.department_key = d.old "
                "inner join subject_move as g on p.government_key = g.old and d.year = g.year "
                "where d.year between p.valid_from and p.valid_to"
            )
        )
        bind.execute(sa.text("delete from core.economic_pairing"))
        bind.execute(
            sa.text(
                "insert into core.economic_pairing (department_key, government_key, valid_from, valid_to) "
                "select distinct department_key, government_key, year, year from pair_move"
            )
        )
    bind.execute(sa.text(f"delete from core.{table} where fiscal_year is null"))  # noqa: S608
    bind.execute(sa.text("drop table subject_move"))


def _numbered(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row of a subject with its keys as numbers."""
    return {name: number_of(value) if name.endswith("_key") and value else value for name, value in row.items()}


def _insert(bind: sa.Connection, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    given = list(rows)
    if given:
        names = list(given[0])
        bind.execute(
            sa.text(
                f"insert into core.{table} ({', '.join(names)}) values ({', '.join(':' + name for name in names)}) "  # noqa: S608
                f"on conflict ({names[0]}) do update set {', '.join(f'{name} = excluded.{name}' for name in names[1:])}"
            ),
            given,
        )


def name_subjects(bind: sa.Connection) -> None:
    """Version 0009: the names that follow from what all reports print."""
    found = bind.execute(
        sa.text(
            "select code, fiscal_year from core.dim_function union all select code, fiscal_year from core.dim_economic"
        )
    )
    driver: Any = bind.connection.dbapi_connection
    settle_names(driver, {(code, year) for code, year in found.fetchall()})
