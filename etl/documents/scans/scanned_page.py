"""A page that was a picture, as it was read."""

from __future__ import annotations

from dataclasses import dataclass

from etl.documents.page.geometry import Area, Sheet

DOUBTFUL = 0.9
"""Text with less confidence than this is counted in the warning."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What was read on a picture: a sheet as of a page with text, and the confidence (0 to 1) of each run of glyphs."""

    sheet: Sheet
    scores: dict[int, float]

    def confidence(self, area: Area) -> float | None:
        """The lowest confidence of the text within an area; None where there is none."""
        return min((self.scores[glyph.run] for glyph in self.sheet.glyphs if area.holds(glyph)), default=None)

    def summary(self) -> str:
        """How sure the reading is, in words."""
        doubtful = sum(1 for score in self.scores.values() if score < DOUBTFUL)
        return f"{len(self.scores)} pieces of text, {doubtful} of them doubtful (confidence below {DOUBTFUL})"
