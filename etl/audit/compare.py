"""What became of the findings of an earlier draft or version: gone, new, still there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from etl.audit.result import Audit, Finding


def compared(audit: Audit, previous: Audit, name: str) -> Audit:
    """The audit, each finding `new` or `still` there, and with those that are `gone`; `name` says what it is compared with.

    Findings are of one issue where rule, publication, form, row and column are (`issue_key`). Of several that share a key those with the
    same numbers go together first, then the others in their order: what is one more is new, what is one less is gone.
    """
    before: dict[str, list[Finding]] = defaultdict(list)
    for finding in previous.findings:
        before[finding.issue_key].append(finding)
    same = _taken(audit.findings, before, "finding_key")
    still = same | _taken([f for f in audit.findings if id(f) not in same], before, "issue_key")
    return replace(
        audit,
        findings=tuple(replace(f, since="still" if id(f) in still else "new") for f in audit.findings),
        against=name,
        gone=tuple(replace(f, since="gone") for rest in before.values() for f in rest),
    )


def _taken(findings: Iterable[Finding], before: dict[str, list[Finding]], key: str) -> set[int]:
    """Those that have a counterpart with the same key, each taken out of `before`."""
    found = set()
    for finding in findings:
        earlier = before[finding.issue_key]
        at = next((i for i, one in enumerate(earlier) if getattr(one, key) == getattr(finding, key)), None)
        if at is not None:
            del earlier[at]
            found.add(id(finding))
    return found
