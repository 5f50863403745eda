"""Targets and what was reached, as numbers: only where both are one number of one unit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from etl.performance.targets import reached


@pytest.mark.parametrize(
    ("target", "actual", "level2", "found"),
    [
        ("≥50亩", "42亩", "质量指标", (">=", 50, 42, "亩")),
        ("≤3.5万元", "3.2 万元", "成本指标", ("<=", Decimal("3.5"), Decimal("3.2"), "万元")),
        ("≥90%", "95%", "满意度指标", (">=", 90, 95, "%")),
        ("≥14", "21", "质量指标", (">=", 14, 21, "")),
        ("≥10次", "12", "质量指标", (">=", 10, 12, "次")),
        ("6套", "3套", "数量指标", (">=", 6, 3, "套")),
        ("6套", "3套", "成本指标", None),
        ("≥1亿元", "9600万元", "经济效益指标", None),
        ("≥95%", "≥95%", "质量指标", None),
        ("≥50亩", "长期", "质量指标", None),
        ("2021年1-12月", "2021年1-12月", "数量指标", None),
    ],
)
def test_target_and_what_was_reached(
    target: str, actual: str, level2: str, found: tuple[str, Decimal, Decimal, str] | None
) -> None:
    given = reached(target, actual, level2)
    assert (given and (given.relation, given.target, given.actual, given.unit)) == found
