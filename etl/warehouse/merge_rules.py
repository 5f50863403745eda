"""How rows of each dimension meet (`merge.py` makes the statements of these rules)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, LiteralString

Rule = Literal["least", "greatest", "latest", "kept"]
"""`least`/`greatest` of the values that aren't null (of booleans: and/or); `latest`: a reference, what comes replaces what was; `kept`: what is
stored stays, for all loaders write the same or what they write is settled afterwards (`subject_names`)."""


@dataclass(frozen=True, slots=True)
class Merge:
    """How a dimension's rows meet. `rule` holds for every column but the key, except those in `columns`.

    `unless`: a condition over the stored `{row}` under which it is left as it is.
    """

    rule: Rule
    columns: Mapping[str, Rule]
    unless: LiteralString = ""


_VALID: Mapping[str, Rule] = {"valid_from": "least", "valid_to": "greatest"}

MERGES: Mapping[str, Merge] = {
    "core.dim_region": Merge("latest", {}),
    "core.dim_statement": Merge("latest", {}),
    "core.dim_year": Merge("least", {}),
    # What a name says, all reports say alike; what follows from other reports and from persons is put together in etl.warehouse.agencies.
    "core.dim_agency": Merge("least", {}, unless="true"),
    "core.dim_agency_type": Merge("latest", {}),
    # name < person < report: the weightier source stays.
    "core.agency_alias": Merge("least", _VALID),
    "core.dim_function": Merge("kept", {}),
    "core.dim_economic": Merge("kept", {}),
    "core.economic_pairing": Merge("least", _VALID),
    "core.dim_project": Merge("least", {}),
}
