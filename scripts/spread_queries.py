"""Queries that a warehouse spread over machines by Citus would refuse, found in their text without a server.

Rows of `core` lie by agency, report or document, marts by report (etl/warehouse/distribute.py). Citus joins tables that are spread where
each one's column of placement equals the other's, and answers no correlated subquery over a spread table but where it holds the outer
table's column. All SQL is looked at: the program's strings, the views of `core`, what dbt compiled, the dashboards' queries.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import sqlglot
from sqlglot import exp

from etl.warehouse.distribute import placements
from models.views import VIEWS

_STATEMENT = re.compile(r"\s*(?:select|with|insert into|update|delete from)\s", re.IGNORECASE)
_OURS = re.compile(r"\b(?:raw|core|marts|dbt_[a-z]+)\.[a-z_]+")
_PARAMETER = re.compile(r"%\([a-z_]+\)s|%s")
_FIELD = re.compile(r"\{[a-z_0-9]*\}")


@dataclass(frozen=True, slots=True)
class Query:
    """A statement and where it stands."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Rows:
    """How the rows of a source lie: `group` names the tables that lie alike (None: everywhere, or on the coordinator); `column` is the
    name of the column by which they lie (None: lost on the way, so that the rows are gathered first); `is_table`: no query of its own."""

    group: str | None = None
    column: str | None = None
    is_table: bool = False


@dataclass
class Layout:
    """Where tables lie, and the queries of views, by `schema.name`."""

    tables: dict[str, Rows]
    views: dict[str, exp.Expr] = field(default_factory=dict)


def layout(manifest: Mapping[str, Any] | None = None) -> Layout:
    """Of `raw` and `core`, and with dbt's manifest of the marts and of dbt's views."""
    found = Layout({p.table: Rows(f"core by {p.by}", p.by, True) for p in placements() if p.by})
    for view in VIEWS:
        found.views[f"core.{view.name}"] = parsed(view.query)
    for node in (manifest or {}).get("nodes", {}).values():
        name = f"{node['schema']}.{node['alias']}"
        if node["resource_type"] != "model":
            continue
        if node["config"]["materialized"] == "view":
            found.views[name] = parsed(node["compiled_code"])
        elif node["schema"] == "marts" and node["config"].get("incremental_strategy") != "upsert":
            keys = [c["columns"] for c in node["constraints"] if c["type"] == "primary_key"]
            if keys and "report_key" in keys[0]:
                found.tables[name] = Rows("marts by report_key", "report_key", True)
    return found


def parsed(text: str) -> exp.Expr:
    """The statement, parameters and fields of templates replaced; sqlglot.ParseError where it is none."""
    plain = _FIELD.sub("filled_in", _PARAMETER.sub("null", text))
    return sqlglot.parse_one(plain, dialect="postgres")


def offences(queries: Iterable[Query], where: Layout) -> list[str]:
    """What Citus would refuse, a line each: the place and the reason."""
    found = []
    for query in queries:
        try:
            look = _Look(where)
            look.statement(parsed(query.text))
        except sqlglot.ParseError as error:
            found.append(f"{query.place}: no statement that can be looked at: {error.errors[0]['description']}")
            continue
        found += [f"{query.place}: {one}" for one in dict.fromkeys(look.found)]
    return found


class _Look:
    def __init__(self, where: Layout) -> None:
        self.where, self.found = where, list[str]()

    def statement(self, statement: exp.Expr) -> None:
        if isinstance(statement, exp.Delete | exp.Update):
            self._changed(statement)
        elif isinstance(statement, exp.Insert):
            if isinstance(statement.expression, exp.Query):
                self.rows(statement.expression, {})
        elif isinstance(statement, exp.Query):
            self.rows(statement, {})

    def _changed(self, statement: exp.Delete | exp.Update) -> None:
        """A table that lies everywhere isn't changed by what stands in tables that are spread."""
        target = _name(statement.this)
        if target in self.where.tables:
            return
        others = [_name(table) for table in statement.find_all(exp.Table)]
        read = sorted({name for name in others if name != target and self._is_spread(name)})
        if read and target.partition(".")[0] in ("raw", "core", "marts"):
            self.found.append(f"changes {target}, which lies everywhere, by {', '.join(read)}")

    def _is_spread(self, name: str) -> bool:
        if name in self.where.views:
            return any(self._is_spread(_name(table)) for table in self.where.views[name].find_all(exp.Table))
        return name in self.where.tables

    def rows(self, query: exp.Expr, known: Mapping[str, Rows]) -> Rows:
        """How the rows of a query lie; what is wrong inside it is noted. `known`: the queries of `with` around it."""
        known = dict(known)
        for cte in query.ctes if isinstance(query, exp.Query) else ():
            rows = self.rows(cte.this, known)
            # What is named more than once is made first, and then is everywhere.
            times = sum(table.name == cte.alias and not table.db for table in query.find_all(exp.Table))
            known[cte.alias] = rows if times < 2 else Rows()
        if isinstance(query, exp.Subquery):
            return self.rows(query.this, known)
        if isinstance(query, exp.SetOperation):
            left, right = self.rows(query.left, known), self.rows(query.right, known)
            return left if left == right else Rows(left.group or right.group)
        if isinstance(query, exp.Select):
            return self._select(query, known)
        return Rows()

    def _select(self, select: exp.Select, known: Mapping[str, Rows]) -> Rows:
        sources: dict[str, Rows] = {}
        for source in _sources(select):
            alias = source.alias_or_name
            sources[alias] = self._source(source, known)
            if isinstance(source, exp.Lateral):
                self._correlated(source.this, sources, known)
        same = _Same(select, sources)
        spread = {alias: rows for alias, rows in sources.items() if rows.group and rows.column}
        tables = [alias for alias, rows in spread.items() if rows.is_table]
        for alias in tables[1:]:
            first = tables[0]
            if spread[alias].group != spread[first].group or not same.holds(
                (first, str(spread[first].column)), (alias, str(spread[alias].column))
            ):
                self.found.append(f"joins {first} and {alias} without the columns by which they lie")
        for inner in _inner(select):
            self.rows(inner, known)
            self._correlated(inner, sources, known)
        return _result(select, sources, same)

    def _source(self, source: exp.Expr, known: Mapping[str, Rows]) -> Rows:
        if not isinstance(source, exp.Table):
            if isinstance(source, exp.Subquery) and isinstance(source.this, exp.Select) and not source.this.expressions:
                self.found.append(
                    f"reads {source.alias_or_name}, which has no column: what is gathered from machines needs one"
                )
            return self.rows(source.this, known) if isinstance(source, exp.Subquery) else Rows()
        name = _name(source)
        if not source.db and source.name in known:
            return Rows(known[source.name].group, known[source.name].column)
        if name in self.where.views:
            view = _Look(self.where).rows(self.where.views[name], {})
            return Rows(view.group, view.column)
        return self.where.tables.get(name, Rows())

    def _correlated(self, inner: exp.Expr, outer: Mapping[str, Rows], known: Mapping[str, Rows]) -> None:
        own = {source.alias_or_name for select in inner.find_all(exp.Select) for source in _sources(select)}
        if not any(column.table in outer and column.table not in own for column in inner.find_all(exp.Column)):
            return
        for select in inner.find_all(exp.Select):
            held = {source.alias_or_name: self._source(source, known) for source in _sources(select)}
            same = _Same(select, {**outer, **held})
            for alias, rows in held.items():
                if rows.group and not any(_lie_together(same, (alias, rows), one) for one in outer.items()):
                    self.found.append(f"asks {alias}, which is spread, for each row of {', '.join(outer)}")


class _Same:
    """Which columns of a select's sources are equal, by its joins and conditions."""

    def __init__(self, select: exp.Select, sources: Mapping[str, Rows]) -> None:
        self._of: dict[tuple[str, str], tuple[str, str]] = {}
        only = next(iter(sources)) if len(sources) == 1 else ""
        names = list(sources)
        for join in select.args.get("joins") or ():
            for column in join.args.get("using") or ():
                for one, other in pairwise(names):
                    self._join((one, column.name), (other, column.name))
        conditions = [join.args.get("on") for join in select.args.get("joins") or ()]
        where = select.args.get("where")
        conditions.append(where.this if where else None)
        for condition in conditions:
            for part in condition.flatten() if isinstance(condition, exp.And) else [condition]:
                while isinstance(part, exp.Paren):
                    part = part.this
                if isinstance(part, exp.EQ):
                    left, right = part.left, part.right
                    if isinstance(left, exp.Column) and isinstance(right, exp.Column):
                        self._join((left.table or only, left.name), (right.table or only, right.name))

    def _root(self, one: tuple[str, str]) -> tuple[str, str]:
        while one in self._of:
            one = self._of[one]
        return one

    def _join(self, one: tuple[str, str], other: tuple[str, str]) -> None:
        one, other = self._root(one), self._root(other)
        if one != other:
            self._of[one] = other

    def holds(self, one: tuple[str, str], other: tuple[str, str]) -> bool:
        return self._root(one) == self._root(other)


def _lie_together(same: _Same, one: tuple[str, Rows], other: tuple[str, Rows]) -> bool:
    """Whether rows that are compared lie on the same machine."""
    (name, rows), (other_name, others) = one, other
    if rows.group != others.group or not rows.column or not others.column:
        return False
    return same.holds((name, rows.column), (other_name, others.column))


def _sources(select: exp.Select) -> Iterator[exp.Expr]:
    """What stands after `from` and `join`."""
    start = select.args.get("from_") or select.args.get("from")
    if start is not None:
        yield start.this
    for join in select.args.get("joins") or ():
        yield join.this
    yield from select.args.get("laterals") or ()


def _inner(select: exp.Select) -> Iterator[exp.Expr]:
    """The queries in a select's columns and conditions, not those that it reads as sources."""
    joins = select.args.get("joins") or ()
    parts = [
        *select.expressions,
        select.args.get("where"),
        select.args.get("having"),
        *(j.args.get("on") for j in joins),
    ]
    for part in parts:
        if part is not None:
            yield from part.find_all(exp.Select)


def _result(select: exp.Select, sources: Mapping[str, Rows], same: _Same) -> Rows:
    """How the rows of the select lie: by the column of its sources, where that is among what it gives and what it groups by."""
    spread = [(alias, rows) for alias, rows in sources.items() if rows.group]
    if not spread:
        return Rows()
    alias, rows = next(((a, r) for a, r in spread if r.column), spread[0])
    lost = Rows(rows.group)
    if not rows.column or select.args.get("limit"):
        return lost

    def is_it(column: exp.Expr) -> bool:
        return isinstance(column, exp.Column) and (
            (not column.table and column.name == rows.column)
            or same.holds((column.table, column.name), (alias, str(rows.column)))
        )

    group = select.args.get("group")
    if group is not None and not any(map(is_it, group.expressions)):
        return lost
    for projection in select.expressions:
        if isinstance(projection, exp.Star) or (
            isinstance(projection, exp.Column) and isinstance(projection.this, exp.Star) and projection.table == alias
        ):
            return Rows(rows.group, rows.column)
        if is_it(projection.unalias()):
            return Rows(rows.group, projection.alias_or_name)
    return lost


def _name(table: exp.Expr) -> str:
    return f"{table.db}.{table.name}" if isinstance(table, exp.Table) else ""


def compiled_queries(manifest: Mapping[str, Any]) -> Iterator[Query]:
    """What dbt compiled: models and tests."""
    for node in manifest["nodes"].values():
        if node["resource_type"] in ("model", "test") and node.get("compiled_code"):
            yield Query(f"dbt: {node['name']}", node["compiled_code"])


_INVARIANTS = re.compile(r"\$invariants\$(.*?)\$invariants\$", re.DOTALL)


def invariant_queries(home: Path) -> Iterator[Query]:
    """What is asked of a mart's rows while they are made, before they are spread (dbt/macros/left_out.sql), in the last build under `home`."""
    for path in sorted((home / "dbt" / "target" / "run").rglob("*.sql")):
        for text in _INVARIANTS.findall(path.read_text(encoding="utf-8")):
            yield Query(f"invariants: {path.stem}", text.replace("@made", "made"))


def view_queries() -> Iterator[Query]:
    """The views of `core`."""
    for view in VIEWS:
        yield Query(f"core.{view.name}", view.query)


def program_queries(folder: Path) -> Iterator[Query]:
    """Statements over our tables that stand as strings in Python; parts put together from constants of the module count as one."""
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            target.id: text
            for node in tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name) and (text := _text(node.value, {})) is not None
        }
        for line, text in _strings(tree, constants):
            if _STATEMENT.match(text) and _OURS.search(text):
                yield Query(f"{path.relative_to(folder.parent)}:{line}", text)


def _strings(node: ast.AST, constants: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    for child in ast.iter_child_nodes(node):
        text = _text(child, constants) if isinstance(child, ast.expr) else None
        if text is not None and not isinstance(child, ast.Name):
            yield child.lineno, text  # type: ignore[attr-defined]
        elif not (isinstance(child, ast.Assign | ast.AnnAssign) and _is_part(child)):
            yield from _strings(child, constants)


def _is_part(node: ast.Assign | ast.AnnAssign) -> bool:
    """A constant of the module that statements are put together from: looked at where they are."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    return isinstance(target, ast.Name) and target.id.startswith("_") and target.id.isupper()


def _text(node: ast.expr, constants: Mapping[str, str]) -> str | None:
    """The string that an expression gives, what isn't known of it as a field of a template; None where it is no string."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    if isinstance(node, ast.JoinedStr):
        parts = [
            (_text(v.value, constants) or "{x}") if isinstance(v, ast.FormattedValue) else str(ast.literal_eval(v))
            for v in node.values
        ]
        return "".join(parts)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _text(node.left, constants), _text(node.right, constants)
        return None if left is None or right is None else left + right
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        text = _text(node.func.value, constants)
        for keyword in node.keywords if text is not None else ():
            value = _text(keyword.value, constants)
            if keyword.arg and value is not None and text is not None:
                text = text.replace("{" + keyword.arg + "}", value)
        return text
    return None


def read_manifest(home: Path) -> Mapping[str, Any]:
    """dbt's manifest of the last build under `home`."""
    manifest: Mapping[str, Any] = json.loads((home / "dbt" / "target" / "manifest.json").read_text(encoding="utf-8"))
    return manifest
