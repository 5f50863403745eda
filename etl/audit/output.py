"""An audit as text for people, JSON and CSV for programs."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any

from etl.audit.result import SEVERITIES, Audit, Finding, Statements
from etl.safe_text import printable, spreadsheet

STATES_ZH = {"open": "待处理", "accepted": "已确认", "explained": "已说明", "sent": "已转送"}
SINCE_ZH = {"new": "新增", "still": "仍在", "gone": "已消除"}
_FIELDS = tuple(field.name for field in fields(Finding) if field.name not in ("place", "folded"))
"""What programs are told of a finding, in this order."""
SEVERITY_ZH = {"error": "错误", "warning": "警告", "notice": "提示"}


def as_json(audit: Audit, unread: Sequence[str] = ()) -> str:
    """`{"findings": […], "against": …, "gone": […], "coverage": […], "statements": […], "uncompared": […], "doubtful": […], "assumed": […], "warnings": […], "unread": […]}`; numbers are exact, as printed in the report."""
    text = json.dumps(
        {
            "findings": [_told(f) for f in audit.findings],
            "against": audit.against,
            "gone": [_told(f) for f in audit.gone],
            "coverage": [asdict(c) for c in audit.coverage],
            "statements": [
                asdict(s) | {"reasons": [{"reason": reason, "count": count} for reason, count in s.reasons]}
                for s in audit.statements
            ],
            "uncompared": [asdict(u) for u in audit.uncompared],
        }
        | {
            "doubtful": [asdict(d) for d in audit.doubtful],
            "assumed": list(audit.assumed),
            "warnings": [f"{file}: {warning}" for file, warning in audit.warnings],
            "unread": list(unread),
        },
        ensure_ascii=False,
        indent=2,
        default=_number,
    )
    return re.sub(r'"\\u0000number:([^"]*)"', r"\1", text)


def _told(finding: Finding) -> dict[str, Any]:
    """A finding without the table that it stands in, but with its place there: the file, table, row and column from 0."""
    told = {name: getattr(finding, name) for name in _FIELDS}
    place = finding.place
    table = place.table if place else None
    return told | {
        "document": place.file_name if place else finding.file,
        "table_index": table.index if table else None,
        "row_index": table.row if table else None,
        "column_index": table.column if table else None,
        "sentence": place.sentence if place else "",
    }


_MARK = "\0number:"  # no text of a report or file name holds the zero character


def _number(value: Any) -> str:
    """A Decimal as a JSON number of its own digits: json itself knows only floats."""
    if isinstance(value, Decimal):
        return f"{_MARK}{value:f}"
    raise TypeError(f"no JSON for {type(value).__name__}")


def as_csv(audit: Audit, unread: Sequence[str] = ()) -> str:
    """The findings, one a line; a file that couldn't be read (`unread`) is one too, whose rule is `unread`."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_FIELDS)
    for finding in (*audit.findings, *audit.gone):
        writer.writerow([_csv_cell(getattr(finding, name)) for name in _FIELDS])
    for one in unread:
        writer.writerow(["unread", "error", *[""] * (_FIELDS.index("message") - 2), spreadsheet(one)])
    return stream.getvalue()


def _csv_cell(value: Any) -> Any:
    """A cell of CSV; text that a spreadsheet would run as a formula is kept from that."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return len(value)
    return spreadsheet(value) if isinstance(value, str) else value


def _about_files(audit: Audit, unread: Sequence[str]) -> list[str]:
    """What couldn't be read, and what was assumed of the rest, a line each."""
    return [f"未能读取：{printable(one)}" for one in unread] + [printable(one) for one in audit.assumed]


def state_told(finding: Finding) -> str:
    """What a person said becomes of a finding, in words."""
    said = "，".join(filter(None, (STATES_ZH[finding.state], finding.settled_by, finding.settled_on)))
    return printable(f"{said}：{finding.note}" if finding.note else said)


def sharing(finding: Finding) -> str:
    """How many other findings a key stands for, in words."""
    return f"（同键另有 {finding.shares_key} 处）" if finding.shares_key else ""


def as_counts(audit: Audit, unread: Sequence[str] = ()) -> str:
    """What couldn't be read, then how many findings of each severity there are, a line each: of an audit that is in a file."""
    lines = _about_files(audit, unread)
    counts = [
        f"{SEVERITY_ZH[severity]} {count} 处"
        for severity in SEVERITIES
        if (count := sum(finding.severity == severity for finding in audit.findings))
    ]
    lines.append("，".join(counts) or ("未发现不符（仅就已读取的文件而言）" if unread else "未发现不符"))
    if audit.against:
        lines.append(_since(audit))
    return "\n".join(lines) + "\n"


def _since(audit: Audit) -> str:
    """How many findings are new, still there and gone."""
    found = [finding.since for finding in (*audit.findings, *audit.gone)]
    counts = "，".join(f"{word} {found.count(since)} 处" for since, word in SINCE_ZH.items())
    return f"与 {printable(audit.against)} 相比：{counts}"


def as_text(audit: Audit, unread: Sequence[str] = ()) -> str:
    """What couldn't be read, findings by severity, file and page, then what each rule could look at. `unread`: why, a line a file."""
    lines = _about_files(audit, unread)
    if lines:
        lines.append("")
    for severity in SEVERITIES:
        lines += _of_severity(audit, severity)
    if not audit.findings:
        lines += ["未发现不符（仅就已读取的文件而言）" if unread else "未发现不符", ""]
    lines += [*_beside(audit), *_statements(audit), *_coverage(audit)]
    return "\n".join(lines) + "\n"


def _of_severity(audit: Audit, severity: str) -> list[str]:
    """The findings of a severity below its name, by file; nothing where there are none."""
    found = [finding for finding in audit.findings if finding.severity == severity]
    if not found:
        return []
    lines = [f"{SEVERITY_ZH[severity]} {len(found)} 处"]
    file = ""
    for finding in found:
        if finding.file != file:
            file = finding.file
            lines.append(f"  {printable(file)}")
        lines += _lines_of(finding)
    return [*lines, ""]


def _lines_of(finding: Finding) -> list[str]:
    """A finding, below it what became of it, its key, and how many it explains."""
    since = f"〔{SINCE_ZH[finding.since]}〕" if finding.since else ""
    lines = [f"    {since}{printable(finding.message)}  [{finding.rule_zh or finding.rule}]"]
    if finding.state != "open":
        lines.append(f"      {state_told(finding)}")
    if finding.issue_key:
        lines.append(f"      问题键 {finding.issue_key}{sharing(finding)}")
    if finding.consequences:
        lines.append(f"      由此而来的不符另有 {len(finding.consequences)} 处，不另列")
    return lines


def _beside(audit: Audit) -> list[str]:
    """What is gone, what of scans is doubtful, what the reader left out."""
    lines = []
    if audit.against:
        lines += [_since(audit), *(f"    〔已消除〕{printable(finding.message)}" for finding in audit.gone), ""]
    if audit.doubtful:
        lines.append(f"扫描件识别存疑 {len(audit.doubtful)} 处：先与原件核对，与之有关的不符可能出自识别，而非报告本身")
        lines += [*(f"    {printable(f'{one.file} {one.place}：{one.detail}')}" for one in audit.doubtful), ""]
    if audit.warnings:
        lines.append(f"读取时有遗漏或存疑 {len(audit.warnings)} 处：其中的数字没有核对")
        lines += [*(f"    {printable(f'{file}: {warning}')}" for file, warning in audit.warnings), ""]
    return lines


def share_of(statements: Sequence[Statements]) -> str:
    """How many of the numbers and words printed were compared: 812/1,004（80.9%）."""
    printed, compared = sum(s.printed for s in statements), sum(s.compared for s in statements)
    return f"{compared:,}/{printed:,}（{100 * compared / printed:.1f}%）" if printed else "0"


def reasons_of(statements: Statements) -> str:
    """Why what wasn't compared wasn't, each with its count."""
    return "、".join(f"{reason} {count}" for reason, count in statements.reasons)


def _statements(audit: Audit) -> list[str]:
    """Of each report how much of what it prints was compared with another number, and why the rest wasn't."""
    lines = []
    for file in dict.fromkeys(s.file for s in audit.statements):
        of_file = [s for s in audit.statements if s.file == file]
        lines.append(f"逐数核对 {printable(file)}：所印数字和比较词 {share_of(of_file)} 与他数核对过")
        for s in of_file:
            why = f"；未核对：{reasons_of(s)}" if s.reasons else ""
            lines.append(f"  {s.place}{s.what}: {s.compared}/{s.printed}{why}")
    return [*lines, ""] if lines else []


def _coverage(audit: Audit) -> list[str]:
    """How often all rules were evaluated, then each."""
    spoke = [c for c in audit.coverage if c.evaluated]
    lines = [
        f"核对 {sum(c.evaluated for c in spoke)} 处，相符 {sum(c.passed for c in spoke)}，不符 {sum(c.failed for c in spoke)}；"
        f"规则 {len(audit.coverage)} 条，其中 {len(audit.coverage) - len(spoke)} 条无可核对"
    ]
    for c in audit.coverage:
        reasons = f"；未核对 {c.skipped}：{'、'.join(c.skip_reasons)}" if c.skip_reasons else ""
        lines.append(f"  {c.rule_zh or c.rule}: 核对 {c.evaluated}，不符 {c.failed}{reasons}")
    return lines
