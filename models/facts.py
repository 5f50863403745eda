"""`core`: the facts. Additive: `sum()` over a measure, grouped by report and statement, gives the published total within rounding."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, Text

from models.base import BY_YEAR, KEY, MONEY, PRINTED, Base, column, described, one_of
from models.dimensions import of_report


class _OfReport:
    """What every fact has: its report and its number in it.

    Agency and year are the report's, which one foreign key to dim_report proves: and with it that they are in dim_agency and dim_year,
    where dim_report's own keys lead.
    """

    report_key = column(KEY, "报告键", "Report", primary_key=True, autoincrement=False)
    fact_no = column(Integer, "序号", "Number in the report, from 0", primary_key=True, autoincrement=False)
    agency_key = column(KEY, "部门键", "Agency", primary_key=True, autoincrement=False)
    fiscal_year = column(Integer, "财政年度", "Fiscal year", primary_key=True, autoincrement=False)


class _OfStatement(_OfReport):
    """What facts from forms have: with report_key, statement_seq and row_no they lead to core.figure.

    Their form is one of the report's (core.report_statement), which the loader sees to, and that is in dim_statement.
    """

    statement_seq = column(Integer, "报表次序", "Form in the report; with row_no leads to core.figure")
    statement_key = column(Text, "报表键", "Form", leads_to="core.dim_statement.statement_key")
    row_no = column(Integer, "逻辑行号", "Logical row of the form")


class _OfNarrative(_OfReport):
    """What facts from prose have: with report_key and group_no they lead to core.disclosure."""

    group_no = column(Integer, "披露分组", "Group of statements; leads to core.disclosure")


class _Counted(_OfReport):
    """What facts of counts have: with statement_seq and row_no they lead to the form's figures, or with group_no to core.disclosure."""

    statement_seq = column(
        Integer, "报表次序；文字所述为空", "Form in the report; null of what the prose states", nullable=True
    )
    row_no = column(
        Integer, "逻辑行号；文字所述为空", "Logical row of the form; null of what the prose states", nullable=True
    )
    group_no = column(
        Integer,
        "披露分组；表内所列为空",
        "Group of statements, leads to core.disclosure; null of what a form prints",
        nullable=True,
    )


def _table(
    zh: str, en: str, codes: Mapping[str, str] = MappingProxyType({}), or_none: Mapping[str, str] = MappingProxyType({})
) -> Any:
    """Table arguments: the report that the row is of, partitions by year, comment. What marts need no index has.

    `codes`: column → the closed list (etl/words) whose words it holds; `or_none`: the same of columns that may hold "".
    """
    checks = [CheckConstraint(one_of(name, words), name=name) for name, words in codes.items()]
    checks += [CheckConstraint(one_of(name, words, or_none=True), name=name) for name, words in or_none.items()]
    return (of_report(), *checks, {"schema": "core", "comment": described(zh, en), **BY_YEAR})


_UNIT = ("所属单位代码", "Code of the unit the row is about, in forms by unit; empty elsewhere")
_FUND = (
    "资金：all、fiscal、general_public、government_fund、state_capital、special_account 财政专户管理资金",
    "Fund: all money, fiscal appropriation, or one fund; special_account is money in the special fiscal account",
)


class FactRevenue(_OfStatement, Base):
    """One row per leaf row of a revenue form and source of money."""

    __tablename__ = "fact_revenue"
    __table_args__ = _table(
        "收入，按科目或单位和来源",
        "Revenue by subject or unit and source of money",
        {"fund": "funds", "source": "revenue_sources"},
    )

    function_key = column(
        KEY, "功能科目", "Functional subject", ForeignKey("core.dim_function.function_key"), nullable=True
    )
    unit_code = column(Text, *_UNIT, default="")
    unit_name = column(
        Text, "所属单位名称", "Name of the unit the row is about, in forms by unit; empty elsewhere", default=""
    )
    source = column(
        Text,
        "来源：fiscal、superior_subsidy、operating_activity、business、affiliate_remittance、other …；"
        "opening 上年结转；unspecified 未分来源；unlisted 表内自列，名称见 source_label",
        "Source of money; opening is money carried over; unspecified where the form gives no sources; unlisted is a line or column of the form's own,"
        " which source_label names",
    )
    amount = column(MONEY, "金额（元）", "Amount in yuan")
    # Last, as in databases that had the table before.
    fund = column(Text, *_FUND, server_default="all", sort_order=1)
    source_label = column(
        Text,
        "来源名称：表内所印，仅 unlisted 有",
        "Name of the source as printed, where it is unlisted; empty elsewhere",
        server_default="",
        sort_order=2,
    )


class FactExpenditure(_OfStatement, Base):
    """One row per leaf row of an expenditure form by functional subject or unit."""

    __tablename__ = "fact_expenditure"
    __table_args__ = _table(
        "支出，按功能科目或单位；各列均为元",
        "Expenditure by functional subject or unit; measures in yuan",
        {"fund": "funds"},
    )

    function_key = column(
        KEY, "功能科目", "Functional subject", ForeignKey("core.dim_function.function_key"), nullable=True
    )
    unit_code = column(Text, *_UNIT, default="")
    unit_name = column(
        Text, "所属单位名称", "Name of the unit the row is about, in forms by unit; empty elsewhere", default=""
    )
    fund = column(Text, *_FUND)
    total = column(MONEY, "合计", "Total", nullable=True)
    basic = column(MONEY, "基本支出", "Basic expenditure", nullable=True)
    project = column(MONEY, "项目支出", "Project expenditure", nullable=True)
    personnel = column(MONEY, "人员经费", "Personnel expenditure", nullable=True)
    public = column(MONEY, "公用经费", "Public (running) expenditure", nullable=True)
    special = column(MONEY, "专项业务经费", "Special business expenditure", nullable=True)
    remitted_to_superior = column(MONEY, "上缴上级支出", "Remitted to superior", nullable=True)
    operating = column(MONEY, "经营支出", "Operating expenditure", nullable=True)
    affiliate_subsidy = column(MONEY, "对附属单位补助支出", "Subsidy to affiliated units", nullable=True)
    opening_balance = column(MONEY, "年初结转和结余", "Opening balance", nullable=True)
    revenue = column(MONEY, "本年收入", "Revenue of the year", nullable=True)
    closing_balance = column(MONEY, "年末结转和结余", "Closing balance", nullable=True)
    prior_year = column(MONEY, "上年数", "Last year's figure printed beside this year's", nullable=True)


class FactEconomicExpenditure(_OfStatement, Base):
    """One row per leaf row of an expenditure form by economic subject."""

    __tablename__ = "fact_economic_expenditure"
    __table_args__ = _table(
        "支出，按经济分类科目；各列均为元",
        "Expenditure by economic subject; measures in yuan",
        {"fund": "funds", "coverage": "coverages"},
    )

    economic_key = column(KEY, "经济科目", "Economic subject", ForeignKey("core.dim_economic.economic_key"))
    government_economic_key = column(
        KEY,
        "对应的政府经济科目",
        "Government economic subject paired with it",
        ForeignKey("core.dim_economic.economic_key"),
        nullable=True,
    )
    fund = column(Text, *_FUND)
    coverage = column(
        Text,
        "口径：all 全部支出、basic 基本支出、project 项目支出、operating_costs 机关运行经费",
        "all, basic expenditure, project expenditure or operating costs",
    )
    total = column(MONEY, "合计", "Total", nullable=True)
    basic = column(MONEY, "基本支出", "Basic expenditure", nullable=True)
    project = column(MONEY, "项目支出", "Project expenditure", nullable=True)
    personnel = column(MONEY, "人员经费", "Personnel expenditure", nullable=True)
    public = column(MONEY, "公用经费", "Public (running) expenditure", nullable=True)
    special = column(MONEY, "专项业务经费", "Special business expenditure", nullable=True)
    prior_year = column(MONEY, "上年数", "Last year's figure printed beside this year's", nullable=True)


class FactBalance(_OfStatement, Base):
    """One row per leaf line of a summary form, side and fund."""

    __tablename__ = "fact_balance"
    __table_args__ = _table(
        "收支总表的行，按分栏、资金",
        "Leaf lines of summary forms by side and fund",
        {"side": "sides", "fund": "funds", "flow": "flows"},
    )

    side = column(
        Text,
        "分栏：revenue、expenditure、nature、function、department_economic、government_economic",
        "Half or block of the form",
    )
    line = column(Text, "行次键", "Catalogue key of the line; empty where the catalogue doesn't name it")
    label = column(Text, "行名称", "Label as printed, without ordinal")
    fund = column(Text, *_FUND)
    flow = column(
        Text,
        "性质：current 本年收支、opening 年初结转结余、closing 年末结转结余、other 其他",
        "current year, opening balance, closing balance, or other",
    )
    function_key = column(
        KEY,
        "功能科目（类）",
        "Functional class of the line",
        ForeignKey("core.dim_function.function_key"),
        nullable=True,
    )
    economic_key = column(
        KEY, "经济科目（类）", "Economic class of the line", ForeignKey("core.dim_economic.economic_key"), nullable=True
    )
    amount = column(MONEY, "金额（元）", "Amount in yuan")


class FactThreePublic(_OfStatement, Base):
    """One row per item of the three public expenses (三公经费), meetings or training, and phase."""

    __tablename__ = "fact_three_public"
    __table_args__ = (
        CheckConstraint("(amount is null) <> (count is null)", name="amount_or_count"),
        *_table(
            "“三公”经费、会议费、培训费",
            "Three public expenses, meetings, training",
            {"phase": "bases", "item_group": "item_groups", "item": "three_public_items"},
        ),
    )

    phase = column(
        Text,
        "阶段：budget 预算数、adjusted_budget 全年预算数、outturn 决算数、prior_budget 上年预算、prior_outturn 上年决算、"
        "change 增减",
        "budget, adjusted_budget, outturn, prior_budget, prior_outturn or change",
    )
    item_group = column(Text, "组：three_public、meeting、training、count", "three_public, meeting, training, or count")
    item = column(
        Text,
        "事项：abroad、vehicle_purchase、vehicle_running、vehicle、reception、meeting、training；计数项见数据字典",
        "abroad, vehicle_purchase, vehicle_running, vehicle (unsplit), reception, meeting, training; counts by name",
    )
    unit_code = column(Text, *_UNIT, default="")
    amount = column(MONEY, "金额（元）", "Amount in yuan", nullable=True)
    count = column(PRINTED, "数量", "Number of groups, people, vehicles", nullable=True)
    count_unit = column(Text, "计量单位", "Unit of the count", nullable=True)


class FactProject(_OfReport, Base):
    """One row per project, source of money and place where it is published."""

    __tablename__ = "fact_project"
    __table_args__ = _table(
        "项目的金额和得分",
        "Projects: money and score",
        {"origin": "project_origins", "source": "project_sources", "span": "spans"},
        {"performance_kind": "performance_kinds"},
    )

    project_key = column(
        KEY,
        "项目键",
        "Project; null for money of a whole department",
        ForeignKey("core.dim_project.project_key"),
        nullable=True,
    )
    origin = column(
        Text,
        "来源：project_form 项目支出表、performance 绩效表（自评或目标）、department_performance 整体绩效表",
        "project_form, performance or department_performance",
    )
    performance_kind = column(Text, "绩效表种类", "Kind of performance table; empty for the project form")
    statement_seq = column(Integer, "报表次序", "Form in the report, for project_form", nullable=True)
    row_no = column(Integer, "逻辑行号", "Logical row of the form, for project_form", nullable=True)
    table_index = column(Integer, "表格序号", "Table of the document")
    row_index = column(Integer, "行位置", "Row of the table")
    title = column(Text, "表标题", "Title of the table as printed")
    task = column(Text, "任务名称", "Task within a department's table; empty elsewhere")
    unit_code = column(Text, *_UNIT, default="")
    unit_name = column(Text, "实施单位", "Unit that carries it out")
    source = column(
        Text,
        "资金来源：total 合计、fiscal、carry_over、other …",
        "Source of money: total, which adds the others up, fiscal, carry_over, other …",
    )
    amount = column(MONEY, "项目金额（元）", "Amount in the project form, in yuan", nullable=True)
    initial_budget = column(MONEY, "年初预算（元）", "Initial budget in yuan", nullable=True)
    annual_budget = column(MONEY, "全年预算（元）", "Budget after adjustment in yuan", nullable=True)
    executed = column(MONEY, "全年执行（元）", "Executed in yuan", nullable=True)
    execution_rate = column(PRINTED, "执行率（%）", "Execution rate in percent, as printed", nullable=True)
    weight = column(PRINTED, "分值", "Points at most", nullable=True)
    score = column(PRINTED, "得分", "Points given", nullable=True)
    total_score = column(PRINTED, "总分", "Total score of the table, on its first row only", nullable=True)
    summary = column(Text, "简介或目标", "Summary or goal")
    project_name = column(
        Text,
        "项目或部门名称（表中所印）",
        "Project or department as this table prints it, repaired where broken; dim_project has one name for all places",
        default="",
    )
    bare_name = column(
        Text,
        "项目的简名：无引号、括号和“项目、经费”等字",
        "Bare name: without marks and words for its kind (项目, 经费); what forms, tables and prose are compared by",
        default="",
        server_default="",
    )
    is_task_total = column(
        Boolean,
        "任务名称是否为合计",
        "Whether the task is named as the total of the tasks (金额合计)",
        default=False,
        server_default="false",
    )
    is_sum = column(
        Boolean, "是否为各任务的合计行", "Whether the row adds up the tasks of the same table (金额合计)", default=False
    )
    section = column(Text, "资金栏名称", "Name of the block of money as printed: 项目资金, 资金金额 …", default="")
    label = column(Text, "资金行名称", "Label of the row or source as printed", default="")
    budget_label = column(Text, "预算栏名称", "Name of the budget column where it is no standard one", default="")
    unit = column(Text, "计量单位", "Unit of money as printed: 万元, 元; empty where the table states none", default="")
    total_label = column(Text, "总分行名称", "Label of the total row, on the table's first row only", default="")
    total_weight = column(PRINTED, "总分值", "Points at most of the table, on its first row only", nullable=True)
    amount_decimals = column(
        Integer, "项目金额公开的小数位数", "Decimals printed of the amount, in the unit of its form", nullable=True
    )
    initial_budget_decimals = column(
        Integer, "年初预算公开的小数位数", "Decimals printed of the initial budget, in unit", nullable=True
    )
    annual_budget_decimals = column(
        Integer, "全年预算公开的小数位数", "Decimals printed of the adjusted budget, in unit", nullable=True
    )
    executed_decimals = column(
        Integer, "全年执行公开的小数位数", "Decimals printed of the executed amount, in unit", nullable=True
    )
    execution_rate_decimals = column(
        Integer, "执行率公开的小数位数", "Decimals printed of the execution rate", nullable=True
    )
    score_decimals = column(Integer, "得分公开的小数位数", "Decimals printed of the score", nullable=True)
    total_score_decimals = column(Integer, "总分公开的小数位数", "Decimals printed of the total score", nullable=True)
    # Last, as in databases that had the table before.
    span = column(
        Text,
        "期间：year 年度、period 整个实施期",
        "year, or period: money of the whole period of the project, beside the year's",
        server_default="year",
        sort_order=1,
    )


class FactPerformanceIndicator(_OfReport, Base):
    """One row per performance indicator."""

    __tablename__ = "fact_performance_indicator"
    __table_args__ = _table(
        "绩效指标，一项一行", "One row per performance indicator", {"performance_kind": "performance_kinds"}
    )

    project_key = column(
        KEY, "项目键", "Project; null for a whole department", ForeignKey("core.dim_project.project_key"), nullable=True
    )
    performance_kind = column(Text, "绩效表种类", "Kind of performance table")
    title = column(Text, "表标题", "Title of the table as printed")
    table_index = column(Integer, "表格序号", "Table of the document")
    row_index = column(Integer, "行位置", "Row of the table")
    level1 = column(Text, "一级指标", "First level")
    level2 = column(Text, "二级指标", "Second level")
    indicator = column(Text, "三级指标", "Indicator")
    target = column(Text, "年度指标值", "Target as printed")
    actual = column(Text, "实际完成值", "Actual as printed")
    weight = column(PRINTED, "分值", "Points at most", nullable=True)
    score = column(PRINTED, "得分", "Points given", nullable=True)
    reason = column(Text, "偏差原因及改进措施", "Reason for deviation and improvement")
    project_name = column(
        Text,
        "项目或部门名称（表中所印）",
        "Project or department as this table prints it, repaired where broken",
        default="",
    )
    remark = column(Text, "备注", "Remark as printed", default="")
    target_relation = column(
        Text,
        "指标值与完成值应有的大小：>=、<=；不是同单位的一个数时为空",
        "What the value reached has to be to the target: >= or <=; empty where the two aren't one number of one unit",
        server_default="",
    )
    target_value = column(PRINTED, "指标值的数", "The target as a number", nullable=True)
    actual_value = column(PRINTED, "完成值的数", "What was reached as a number", nullable=True)
    target_unit = column(Text, "二者的单位", "Unit of both", server_default="")


class FactProcurement(_OfReport, Base):
    """One row per line of a procurement form, or per procurement amount that the prose states."""

    __tablename__ = "fact_procurement"
    __table_args__ = _table(
        "政府采购",
        "Government procurement",
        {"origin": "procurement_origins", "phase": "procurement_phases", "category": "procurement_categories"},
    )

    origin = column(
        Text,
        "来源：form 报表、narrative 文字、declared_nil 称无政府采购、empty_form 采购表公开为空表",
        "form, narrative, declared_nil (said to be none) or empty_form (its form is published empty)",
    )
    statement_seq = column(Integer, "报表次序", "Form in the report", nullable=True)
    row_no = column(Integer, "逻辑行号", "Logical row of the form", nullable=True)
    group_no = column(Integer, "披露分组", "Group of disclosures", nullable=True)
    phase = column(Text, "阶段：budget、outturn", "budget or outturn")
    category = column(
        Text,
        "类别：goods 货物、works 工程、services 服务、unspecified 未分类；total 文字所述总额，sme 中小企业、micro 小微企业（均不与前者相加）",
        "goods, works, services, unspecified; total as the prose states it, and sme and micro, are not to be added to these",
    )
    item = column(Text, "采购项目或行名称", "Item or line as printed")
    function_key = column(
        KEY, "功能科目", "Functional subject", ForeignKey("core.dim_function.function_key"), nullable=True
    )
    economic_key = column(
        KEY, "经济科目", "Economic subject", ForeignKey("core.dim_economic.economic_key"), nullable=True
    )
    unit_code = column(Text, *_UNIT, default="")
    quantity = column(PRINTED, "数量", "Quantity", nullable=True)
    amount = column(MONEY, "金额（元）", "Amount in yuan", nullable=True)
    share = column(PRINTED, "占比（%）", "Share in percent, as stated", nullable=True)


class FactStaffing(_Counted, Base):
    """One row per headcount that a form of staff prints or the prose states."""

    __tablename__ = "fact_staffing"
    __table_args__ = _table(
        "人员编制与实有人数", "Posts and people", {"measure": "staff_measures", "staff_kind": "staff_kinds"}
    )

    measure = column(Text, "指标：posts 编制、people 实有、retired 离退休", "posts, people or retired")
    staff_kind = column(
        Text,
        "类别：total 合计、administrative 行政、institution 事业、other",
        "total, administrative, institution, other",
    )
    people = column(Integer, "人数", "Number of people")


class FactAsset(_Counted, Base):
    """One row per number of vehicles or equipment that a form of assets prints or the prose states."""

    __tablename__ = "fact_asset"
    __table_args__ = _table(
        "车辆与大型设备", "Vehicles and equipment", {"asset": "assets", "movement": "asset_movements"}
    )

    asset = column(Text, "资产：vehicle 车辆、equipment 设备", "vehicle or equipment")
    movement = column(Text, "存量或当年购置：held、purchased", "held or purchased")
    asset_kind = column(Text, "类别（原文），total 为合计", "Kind as printed; total for all vehicles")
    quantity = column(PRINTED, "数量", "Number")
    threshold_yuan = column(MONEY, "单价门槛（元）", "Unit price threshold in yuan", nullable=True)


class FactBudgetExecution(_OfNarrative, Base):
    """One row per subject whose budget and outturn the prose states."""

    __tablename__ = "fact_budget_execution"
    __table_args__ = _table(
        "预算执行及原因",
        "Budget against outturn with the stated reason",
        {"subject_kind": "subject_kinds", "budget_basis": "budget_bases"},
        {"three_public_item": "three_public_items", "direction": "directions"},
    )

    subject = column(Text, "对象（名称路径）", "Subject: name path as printed")
    subject_kind = column(
        Text, "对象种类：function、total、three_public、three_public_item、operating、other", "What kind of subject"
    )
    three_public_item = column(
        Text,
        "对象所指的“三公”事项：total、abroad、vehicle、reception、meeting …；其他为空",
        "Item of the three public expenses, meetings or training that the subject names: total, abroad …; else empty",
        server_default="",
    )
    function_key = column(
        KEY, "功能科目", "Functional subject", ForeignKey("core.dim_function.function_key"), nullable=True
    )
    budget = column(MONEY, "预算数（元）", "Budget in yuan", nullable=True)
    budget_basis = column(
        Text, "预算口径：initial 年初预算、adjusted 全年预算、unspecified", "initial, adjusted or unspecified"
    )
    outturn = column(MONEY, "决算数（元）", "Outturn in yuan", nullable=True)
    completion_percent = column(PRINTED, "完成率（%）", "Completion as stated, in percent", nullable=True)
    direction = column(Text, "方向", "increase, decrease, unchanged or empty")
    reason = column(Text, "原因", "Reason stated, or empty")


class FactYearChange(_OfNarrative, Base):
    """One row per change against the year before that the prose states."""

    __tablename__ = "fact_year_change"
    __table_args__ = _table(
        "比上年增减及原因",
        "Change against the year before with the stated reason",
        {"subject_kind": "subject_kinds", "prior_is_derived": "prior_origins"},
        {"three_public_item": "three_public_items", "direction": "directions"},
    )

    subject = column(Text, "对象", "Subject as printed")
    subject_kind = column(
        Text,
        "对象种类：revenue_total、expenditure_total、fiscal_revenue_total、fiscal_expenditure_total、function、department_economic、…",
        "What kind of subject",
    )
    three_public_item = column(
        Text,
        "对象所指的“三公”事项：total、abroad、vehicle、reception、meeting …；其他为空",
        "Item of the three public expenses, meetings or training that the subject names: total, abroad …; else empty",
        server_default="",
    )
    function_key = column(
        KEY, "功能科目", "Functional subject", ForeignKey("core.dim_function.function_key"), nullable=True
    )
    economic_key = column(
        KEY, "经济科目", "Economic subject", ForeignKey("core.dim_economic.economic_key"), nullable=True
    )
    amount = column(MONEY, "本年数（元）", "This year's amount in yuan, where stated", nullable=True)
    change_amount = column(MONEY, "增减额（元）", "Change in yuan, signed", nullable=True)
    change_percent = column(PRINTED, "增减率（%）", "Change in percent, signed, as stated", nullable=True)
    prior_amount = column(MONEY, "上年数（元）", "Last year's amount in yuan, stated or derived", nullable=True)
    prior_is_derived = column(
        Text, "上年数来历：stated、derived、none", "Whether last year's amount is stated or derived (amount − change)"
    )
    direction = column(Text, "方向：increase、decrease、unchanged、not_comparable", "Direction")
    reason = column(Text, "原因", "Reason stated, or empty")
