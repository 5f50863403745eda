"""Each number of the sentences in kinds.yaml is stated of what it belongs to, or listed as not understood; none is stated of something else."""

from __future__ import annotations

import pytest

from tests.narrative.kinds import Case, cases, faults


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_every_number_belongs_to_what_the_sentence_says(case: Case) -> None:
    assert faults(case, case.read()) == []
