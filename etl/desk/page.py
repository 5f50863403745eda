"""Writes an audit as one HTML file in Chinese: style and pictures inside, no script, nothing fetched from anywhere."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Sequence
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from etl import __version__
from etl.audit.output import SEVERITY_ZH, SINCE_ZH, reasons_of, share_of, sharing, state_told
from etl.audit.result import SEVERITIES, Audit
from etl.desk.illustrations import Illustrations
from etl.desk.view import files_of
from etl.safe_text import printable


def page(audit: Audit, illustrations: Illustrations | None = None, unread: Sequence[str] = ()) -> str:
    """The page. Whatever comes from a report or is a file's name is escaped; control characters are shown as such."""
    illustrations = illustrations or Illustrations()
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("etl.desk", ""), PackageLoader("etl.site", "")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters.update(
        base64=_base64, points=_points, number=_number, state_told=state_told, sharing=sharing, reasons=reasons_of
    )
    files = files_of(audit, illustrations)
    spoke = [one for one in audit.coverage if one.evaluated]
    return environment.get_template("audit.html").render(
        audit=audit,
        files=files,
        sheets=[group.sheet for file in files for group in file.groups if group.sheet is not None],
        counts={severity: sum(f.severity == severity for f in audit.findings) for severity in SEVERITIES},
        folded=sum(len(finding.consequences) for finding in audit.findings),
        spoke=spoke,
        silent=[one for one in audit.coverage if not one.evaluated],
        evaluated=sum(one.evaluated for one in spoke),
        passed=sum(one.passed for one in spoke),
        failed=sum(one.failed for one in spoke),
        share=share_of(audit.statements),
        since_zh=SINCE_ZH,
        since_counts=Counter(finding.since for finding in (*audit.findings, *audit.gone)),
        left_out=illustrations.left_out,
        unread=unread,
        severity_zh=SEVERITY_ZH,
        version=__version__,
    )


def _shown(value: Any) -> Any:
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _points(value: float) -> str:
    """A length within a picture: a hundredth of a point is less than a pixel."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _number(value: int) -> str:
    """A count with separators at thousands."""
    return f"{value:,}"
