"""Forms that every report of its kind publishes, forms without their totals, forms that stand in a document twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from etl.completeness.words import required
from etl.statements.catalogue_entries import Catalogue
from etl.statements.model import Interpretation, Statement


def forms(interpretation: Interpretation, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """(place, what is missing or printed twice)."""
    statements = [one for one in interpretation.statements if not catalogue.by_key(one.form).is_fallback]
    unproven = {form.form for form in interpretation.unproven if not catalogue.by_key(form.form).is_fallback}
    if not statements and not unproven:
        yield "forms", "no form of the catalogue was found: the report's tables may be in another file"
        return
    here = {statement.form for statement in statements} | unproven
    lacking = [keys[0] for keys in required(interpretation.head.kind) if not here & set(keys)]
    if lacking:
        names = "、".join(catalogue.by_key(key).name_zh for key in lacking)
        yield "forms", f"not found, though each report of its kind publishes them: {names}"
    for statement in statements:
        if lacks_total(statement, catalogue):
            yield _place(statement), f"{statement.title}: no row of its total (合计、总计) was found"
    for title, place in _twice(statements):
        yield place, f"{title}: printed twice with the same figures; both are counted"


def lacks_total(statement: Statement, catalogue: Catalogue) -> bool:
    """Whether a form that always prints a total has none, though it has figures."""
    spec = catalogue.by_key(statement.form)
    if statement.is_empty or any(row.kind == "total" for row in statement.rows):
        return False
    return spec.shape == "balance" or (
        spec.shape == "subjects" and spec.codes == "function" and len(statement.rows) > 1
    )


def _twice(statements: list[Statement]) -> Iterator[tuple[str, str]]:
    seen: dict[tuple[object, ...], list[Statement]] = defaultdict(list)
    for statement in statements:
        content = tuple((f.row_code, f.row_label, f.meaning, f.value) for f in statement.figures if f.value)
        if len(content) > 1:
            seen[(statement.form, statement.title, content)].append(statement)
    for same in seen.values():
        if len(same) > 1:
            yield same[0].title, _place(same[-1])


def _place(statement: Statement) -> str:
    table = f"table {statement.table_indexes[0] + 1}" if statement.table_indexes else "forms"
    return f"page {statement.pages[0]}, {table}" if statement.pages else table
