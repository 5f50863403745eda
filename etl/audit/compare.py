"""What became of the findings of an earlier draft or version: gone, new, still there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from etl.audit.result import Audit, Finding, Keys


def compared(audit: Audit, previous: Audit, name: str) -> Audit:
    """The audit, each finding `new` or `still` there, and with those that are `gone`; `name` says what it is compared with.

    Findings are of one issue where rule, publication, form, row and column are (`issue_key`). Of several that share a key those with the
    same numbers go together first, then the others in their order: what is one more is new, what is one less is gone. A finding that
    was a consequence of another before is still there, and one that has become a consequence isn't gone.
    """
    before, earlier = _by_issue(previous.findings), _folded(previous.findings)
    after, later = _by_issue(audit.findings), _folded(audit.findings)
    still = _taken(after, before)
    # What was folded and is folded still stands for no finding of the other version.
    _taken(later, earlier)
    still |= _taken(after, earlier)
    _taken(later, before)
    return replace(
        audit,
        findings=tuple(replace(f, since="still" if id(f) in still else "new") for f in audit.findings),
        against=name,
        gone=tuple(replace(f, since="gone") for rest in before.values() for f in rest),
    )


_Keyed = TypeVar("_Keyed", Finding, Keys)
_Other = TypeVar("_Other", Finding, Keys)


def _by_issue(findings: Iterable[_Keyed]) -> dict[str, list[_Keyed]]:
    found: dict[str, list[_Keyed]] = defaultdict(list)
    for finding in findings:
        found[finding.issue_key].append(finding)
    return found


def _folded(findings: Iterable[Finding]) -> dict[str, list[Keys]]:
    return _by_issue(keys for finding in findings for keys in finding.folded)


def _taken(after: dict[str, list[_Keyed]], before: dict[str, list[_Other]]) -> set[int]:
    """Take pairs of one issue out of both, those with the same numbers first, then in their order; the `id` of each taken of `after`."""
    found = set()
    for issue, ours in after.items():
        theirs = before.get(issue, [])
        for same_numbers in (True, False):
            left = []
            for one in ours:
                at = next(
                    (i for i, other in enumerate(theirs) if not same_numbers or other.finding_key == one.finding_key),
                    None,
                )
                if at is None:
                    left.append(one)
                else:
                    del theirs[at]
                    found.add(id(one))
            ours[:] = left
    return found
