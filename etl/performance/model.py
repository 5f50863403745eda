"""What the performance step gives: projects with money and score, and their indicators. No database here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

OF_DEPARTMENTS = frozenset({"department_target", "department_self_evaluation"})
"""The kinds of tables about a whole department (整体支出)."""
TARGETS = frozenset({"project_target", "department_target", "special_fund_target"})
"""The kinds of tables that state targets, not results."""


@dataclass(frozen=True, slots=True)
class ProjectMoney:
    """One line of a project's money; amounts in `unit` as printed.

    `source`: `total` (adds the others up), `fiscal`, `carry_over`, `other`, `general_public` … (vocabulary.yaml, money_source).
    `span`: `year`, or `period` where money of the whole period (实施期) stands beside the year's.
    """

    source: str
    label: str
    table_index: int
    row: int
    unit: str
    initial_budget: Decimal | None = None
    annual_budget: Decimal | None = None
    executed: Decimal | None = None
    weight: Decimal | None = None
    execution_rate: Decimal | None = None  # percent as printed
    score: Decimal | None = None
    task: str = ""  # for 整体支出 tables: the task (任务名称) the money belongs to
    section: str = ""  # the block's label as printed: 项目资金, 资金金额, 年度主要任务完成情况 …
    is_sum: bool = False  # adds up the tasks of the same table (金额合计)
    budget_label: str = ""  # the amount's column as printed where it is no standard one: 预算金额
    span: str = "year"

    @property
    def is_total_of_year(self) -> bool:
        """Whether the line is all money of the year."""
        return self.source == "total" and self.span == "year"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator (三级指标). Target and actual are text as printed; weight and score are points."""

    level1: str
    level2: str
    name: str
    target: str
    actual: str
    weight: Decimal | None
    score: Decimal | None
    reason: str
    table_index: int
    row: int
    remark: str = ""  # 备注, where the form has that column


@dataclass(frozen=True, slots=True)
class PerformanceTable:
    """One performance table (joined over pages): what it is about, its money, its indicators and its total score.

    `kind`: project_target 绩效目标表, project_self_evaluation 自评表, department_target 整体支出绩效目标表,
    department_self_evaluation 整体支出自评表, special_fund 专项资金, evaluation_system 评价指标体系得分表.
    """

    kind: str
    title: str
    project: str
    supervisor: str
    implementer: str
    table_indexes: tuple[int, ...]
    page: int | None
    money: tuple[ProjectMoney, ...]
    indicators: tuple[Indicator, ...]
    total_weight: Decimal | None = None
    total_score: Decimal | None = None
    expected_goal: str = ""
    actual_goal: str = ""
    warnings: tuple[str, ...] = ()
    total_label: str = ""  # 总分 or 合计, as printed
    total_row: int | None = None
    printed_project: str = (
        ""  # the name as it stands in the file, where it was broken and `project` is the repaired one
    )

    @property
    def is_empty(self) -> bool:
        """Whether the form was published without content (公开空表)."""
        return not self.indicators and not self.money
