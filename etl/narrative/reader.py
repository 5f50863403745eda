"""Document → Narrative: what the prose of a report states. See docs/narrative.md."""

from __future__ import annotations

from collections.abc import Mapping

from etl.documents.model import Document
from etl.head import ReportHead
from etl.narrative.clauses import ClauseReader
from etl.narrative.drafts import Drafts
from etl.narrative.grammar import grammar
from etl.narrative.listed import listed_names
from etl.narrative.model import Narrative
from etl.narrative.performance import PerformanceReader, scored_paragraphs, speaks_of_evaluation
from etl.narrative.sentences import Passage, sentences
from etl.narrative.slips import slips
from etl.narrative.subjects import Codes
from etl.narrative.units import units_included


def read_narrative(document: Document, head: ReportHead, subject_names: Mapping[str, str]) -> Narrative:
    """Read the prose of a document.

    `subject_names` maps the codes of functional and economic subjects to their names as the report's forms print them; a name
    that isn't there gets no code. Values are in the unit as printed. Nothing is raised: what isn't understood is listed.
    """
    words = grammar()
    drafts = Drafts()
    clauses = ClauseReader(head, Codes(subject_names), words, drafts)
    performance = PerformanceReader(words, drafts, clauses.agency, clauses.reading.account)
    codes = clauses.reading.codes
    passages: list[Passage] = []
    prose = tuple(sentences(document, words, passages))
    evaluated = -1  # the last paragraph that speaks of an evaluation: what follows in it does, too
    scored = scored_paragraphs(prose)
    for sentence in prose:
        kind = sentence.section.kind
        if kind not in words.silent_kinds and speaks_of_evaluation(sentence, scored):
            evaluated = sentence.paragraph
        is_evaluation = kind == "performance" and not sentence.section.is_of_several(words)
        if is_evaluation or evaluated == sentence.paragraph:
            performance.read(sentence)
        else:
            clauses.read(sentence)
            clauses.reading.remarks.extend(listed_names(sentence, codes))
    disclosures = tuple(draft.frozen() for draft in drafts.all)
    return Narrative(
        disclosures=disclosures,
        not_understood=tuple(sorted((*clauses.not_understood, *performance.not_understood), key=lambda left: left[0])),
        units_included=units_included(document, words),
        remarks=tuple(clauses.reading.remarks),
        slips=slips(document, prose, disclosures, head),
        numbers=tuple(clauses.reading.account.numbers),
        passages=tuple(passages),
    )
