"""What the prose of a report states: sentences → disclosures."""

from etl.narrative.model import Disclosure, Narrative, Remark
from etl.narrative.reader import read_narrative

__all__ = ["Disclosure", "Narrative", "Remark", "read_narrative"]
