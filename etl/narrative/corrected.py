"""Sentences of a correction (“A”更正为“B”): what they replace is no longer stated, what they put in its place is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from etl.narrative.grammar import step_pattern
from etl.narrative.sentences import Sentence

REPLACED = "replaced"
"""The rule that sets aside what a correction replaces."""

_MAY_CORRECT = step_pattern("corrected.may")
_BEFORE = step_pattern("corrected.before")
_QUOTED = step_pattern("corrected.quoted")
_BY_WORDS = step_pattern("corrected.by_words")
_PART = re.compile(r"[^；]*；?")


def parted(sentence: Sentence) -> Iterator[tuple[Sentence, bool]]:
    """The parts of a sentence in their order, each with whether a correction replaces it; the sentence itself where it corrects nothing.

    >>> from etl.narrative.sections import Section
    >>> told = Sentence(0, None, Section(), "“接待费3万元”更正为“接待费2万元”。", "", 0, True, False)
    >>> [(part.text, is_replaced) for part, is_replaced in parted(told)]
    [('“接待费3万元”更正为“', True), ('接待费2万元。', False)]
    """
    if not _MAY_CORRECT.search(sentence.text):
        yield sentence, False
        return
    if _BEFORE.match(sentence.text):
        yield sentence, True
        return
    for part in filter(None, _PART.findall(sentence.text)):
        if quoted := _QUOTED.match(part):
            yield replace(sentence, text=quoted["old"]), True
            yield replace(sentence, text=quoted["new"] + quoted["stop"]), False
        elif changed := _BY_WORDS.match(part):
            yield replace(sentence, text=changed["old"]), True
            yield replace(sentence, text=changed["item"] + changed["new"]), False
        else:
            yield replace(sentence, text=part), False
