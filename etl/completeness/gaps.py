"""Signs that a report isn't whole, or wasn't surely read. Each is told with the report, so that no figure looks complete when it isn't."""

from __future__ import annotations

from dataclasses import dataclass

from etl.completeness.columns import columns
from etl.completeness.contents import missing
from etl.completeness.ends import ends
from etl.completeness.prose import prose
from etl.completeness.required import forms
from etl.completeness.units import units
from etl.documents.model import Document
from etl.statements.catalogue_entries import Catalogue
from etl.statements.model import Interpretation


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a report should hold and doesn't, in words: where, and what."""

    place: str
    detail: str


def find_gaps(document: Document, interpretation: Interpretation, catalogue: Catalogue) -> tuple[Gap, ...]:
    """What seems to be missing or uncertain: what the contents announce, the forms that each report publishes, totals, the end. None where all is there."""
    found = [
        *forms(interpretation, catalogue),
        *missing(document, interpretation, catalogue),
        *columns(document, interpretation),
        *units(document, interpretation),
        *prose(document),
        *ends(document, interpretation),
    ]
    return tuple(Gap(place, detail) for place, detail in dict.fromkeys(found))
