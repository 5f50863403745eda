"""Whether a report is all there: what its contents announce, what every report of its kind publishes, how it ends."""

from etl.completeness.contents import listed_empty
from etl.completeness.gaps import Gap, find_gaps

__all__ = ["Gap", "find_gaps", "listed_empty"]
