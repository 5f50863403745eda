"""`core`: the register of everything published — statements, figures, disclosures — and what awaits a person."""

from __future__ import annotations

from sqlalchemy import ARRAY, Boolean, CheckConstraint, DateTime, ForeignKey, Integer, Numeric, Text, func
from sqlalchemy.dialects.postgresql import JSONB

from models.base import BY_YEAR, KEY, MONEY, PRINTED, Base, column, described, one_of
from models.dimensions import of_report


class ReportStatement(Base):
    """One row per form that a report publishes, empty ones too."""

    __tablename__ = "report_statement"
    __table_args__ = (
        of_report(),
        {
            "schema": "core",
            "comment": described(
                "报告公开的报表，一张一行（含空表）", "One row per form a report publishes, empty ones too"
            ),
        },
    )

    report_key = column(KEY, "报告键", "Report", primary_key=True, autoincrement=False)
    statement_seq = column(
        Integer, "在报告中的次序", "Number of the form in the report, from 0", primary_key=True, autoincrement=False
    )
    agency_key = column(KEY, "部门键", "Agency", primary_key=True, autoincrement=False)
    fiscal_year = column(Integer, "财政年度", "Fiscal year", primary_key=True, autoincrement=False)
    statement_key = column(Text, "报表键", "Form", ForeignKey("core.dim_statement.statement_key"))
    title = column(Text, "标题", "Title as printed, without spaces")
    number = column(Text, "表号", "Number as printed (公开01表)")
    unit = column(Text, "金额单位", "Unit of money")
    fund = column(
        Text,
        "资金：all、fiscal、general_public、government_fund、state_capital、special_account",
        "Fund that the form covers",
    )
    is_empty = column(Boolean, "是否空表", "Whether it was published empty")
    pages = column(ARRAY(Integer), "页码", "Pages")
    table_indexes = column(ARRAY(Integer), "表格序号", "Tables of the document it stands in")
    note = column(Text, "表注", "Note below the form")
    blank_lines = column(
        ARRAY(Text),
        "表中有其行而本年数为空格的年初、年末结转：opening_balance、closing_balance",
        "Balances whose line the form has and whose cell for the year is blank: opening_balance, closing_balance",
        server_default="{}",
    )
    blank_budget_items = column(
        ARRAY(Text),
        "“三公”经费表中预算数为空格的事项（同表其他事项有预算数，所印合计与各项相符）：abroad、vehicle_purchase、reception …",
        "Items of the form of the three public expenses whose budget is blank, where it prints that of others and its sums hold: abroad, vehicle_purchase, reception …",
        server_default="{}",
    )
    blank_outturn_items = column(
        ARRAY(Text),
        "“三公”经费表中决算数为空格的事项（同表其他事项有决算数，所印合计与各项相符）：abroad、vehicle_purchase、reception …",
        "Items of the form of the three public expenses whose outturn is blank, where it prints that of others and its sums hold: abroad, vehicle_purchase, reception …",
        server_default="{}",
    )


class CoreFigure(Base):
    """One row per numeric cell of a recognised form."""

    __tablename__ = "figure"
    __table_args__ = (
        CheckConstraint("role in ('leaf', 'subtotal', 'total', 'of_which', 'count', 'percent')", name="role"),
        CheckConstraint(one_of("basis", "bases"), name="basis"),
        CheckConstraint(one_of("measure", "measures"), name="measure"),
        CheckConstraint(one_of("fund", "funds"), name="fund"),
        CheckConstraint("role <> 'leaf' or (fact = '') <> (left_reason = '')", name="leaf_has_its_place"),
        {
            "schema": "core",
            "comment": described("公开的每一个数字，一格一行", "One row per numeric cell of a recognised form"),
            **BY_YEAR,
        },
    )

    report_key = column(
        KEY,
        "报告键",
        "Report",
        primary_key=True,
        autoincrement=False,
        leads_to="core.report_statement.report_key",
    )
    figure_no = column(
        Integer, "数字序号", "Number of the figure in the report, from 0", primary_key=True, autoincrement=False
    )
    agency_key = column(KEY, "部门键", "Agency", primary_key=True, autoincrement=False)
    fiscal_year = column(Integer, "财政年度", "Fiscal year", primary_key=True, autoincrement=False)
    statement_seq = column(Integer, "报表次序", "Form in the report", leads_to="core.report_statement.statement_seq")
    statement_key = column(Text, "报表键", "Form")
    table_index = column(Integer, "表格序号", "Table of the document")
    page = column(Integer, "页码", "Page", nullable=True)
    row_index = column(Integer, "行位置", "Row of the table, from 0")
    column_index = column(Integer, "列位置", "Column of the table, from 0")
    row_no = column(Integer, "逻辑行号", "Logical row of the statement; facts carry the same")
    parent_row_no = column(Integer, "上级行号", "Logical row that this row is part of", nullable=True)
    side = column(Text, "分栏", "Half or block of a summary form: revenue, expenditure, function, …")
    row_kind = column(Text, "行的性质：item、total、subtotal、of_which、heading", "What the row is")
    line = column(Text, "总表行次键", "Catalogue key of a summary form's line")
    row_code = column(Text, "行代码", "Code of the row (subject, unit)")
    row_code2 = column(Text, "第二代码", "Second code (government economic subject)")
    row_label = column(Text, "行名称", "Label of the row, repaired")
    column_label = column(Text, "列名称", "Leaf header of the column")
    column_path = column(Text, "列标题全称", "Header path of the column")
    basis = column(
        Text,
        "口径：this_year 本年数、prior_year 上年数、opening 年初结转结余、received 本年收入、closing 年末结转结余、initial_budget、budget、"
        "adjusted_budget、outturn、prior_budget、prior_outturn、change 增减额、change_percent 增减率、completion_percent、share 占比 …",
        "Which year, moment or version of the money: this_year, prior_year, opening, received, closing, initial_budget, budget, "
        "adjusted_budget, outturn, prior_budget, prior_outturn, change, change_percent, completion_percent, share …",
        server_default="this_year",
    )
    measure = column(
        Text,
        "度量：total 合计、amount 金额、basic、project、personnel、public、three_public …；unmapped 目录中没有的栏目",
        "What is measured: total, amount, basic, project, personnel, public, three_public …; unmapped: a column that the catalogue has none for",
    )
    member = column(
        Text,
        "度量所指的成员：经济科目代码、“三公”事项、地区、列标题；没有则为空",
        "What the measure is of, where one word stands for several columns: economic subject, item of the three public expenses, region, "
        "header; else empty",
        server_default="",
    )
    fund = column(
        Text,
        "资金：列所指的资金，列未指明时为报表的资金：all、fiscal、general_public、government_fund、state_capital、special_account、"
        "unit_funds、other_funds",
        "Whose money: the fund of the column, else of the form: all, fiscal, general_public, government_fund, state_capital, "
        "special_account, unit_funds, other_funds",
        server_default="all",
    )
    printed = column(Text, "原文", "The cell as printed")
    value = column(PRINTED, "数值（按公开单位）", "Value as printed")
    unit = column(Text, "单位", "Unit as printed: 万元, 元, 辆, %")
    decimals = column(Integer, "公开的小数位数", "Decimals printed: the precision of the value")
    amount_yuan = column(MONEY, "金额（元）", "Amount in yuan; null for counts and percents", nullable=True)
    role = column(Text, "角色：leaf、subtotal、total、of_which、count、percent", "leaf adds up; the others do not")
    repairs = column(JSONB, "修复记录", "Repairs: rule, printed, taken", nullable=True)
    confidence = column(Numeric(4, 3), "识别置信度", "Confidence of OCR, 0 to 1", nullable=True)
    subject_code = column(
        Text,
        "科目代码：行上所印，或总表一行的名称所指的类",
        "Code of the subject that the row is of: as printed, or of the class that a summary form's line names; else empty",
        server_default="",
    )
    fact = column(
        Text,
        "所入事实表：其某行计入此数；空为未计入",
        "Fact that has it in one of its rows, with the same statement_seq and row_no; empty: none",
        server_default="",
    )
    left_reason = column(
        Text,
        "未计入事实表的原因（仅 leaf）：repeated 同一表另有一张、register_only 该表只入登记簿、within_total 其行合计已计入、no_subject 无科目、"
        "second_classification 同一金额的政府经济分类、unmapped 目录中没有的栏目、no_unit 无单位、read_before 旧版读入",
        "Why no fact has it, of leaves: repeated (the form is printed twice), register_only (no fact takes the form), within_total (the total of its "
        "row is in a fact), no_subject, second_classification (the same money by the government's), unmapped, no_unit, read_before (by an older version)",
        server_default="",
    )
    marks = column(
        ARRAY(Text),
        "行、列和表注所说：各词义的名称，见 etl/statements/marks.yaml；没有则为空",
        "What its row, column and form say: names of meanings, of etl/statements/marks.yaml; null for none",
        nullable=True,
    )


class LeftCells(Base):
    """One row per table of a recognised form and reason: its cells with digits that are no figures.

    Codes, line and column numbers (行次、栏次) are often as many as the figures: a row for each would cost as much as they do.
    The view `core.left_cell` has a row for each.
    """

    __tablename__ = "left_cells"
    __table_args__ = {
        "schema": "core",
        "comment": described(
            "含数字而非公开数字的单元格，按表格和原因归在一行；逐格见视图 left_cell",
            "Cells with digits that are no figures, one row per table and reason; the view left_cell has one row per cell",
        ),
    }

    report_key = column(
        KEY,
        "报告键",
        "Report",
        ForeignKey("core.dim_report.report_key", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    table_index = column(Integer, "表格序号", "Table", primary_key=True, autoincrement=False)
    reason = column(
        Text,
        "原因：line_number 行次、column_number 栏次、code、text、not_understood",
        "Why they are no figures",
        primary_key=True,
    )
    page = column(Integer, "页码", "Page", nullable=True)
    row_indexes = column(ARRAY(Integer), "各单元格的行位置", "Row of each cell, from 0")
    column_indexes = column(ARRAY(Integer), "各单元格的列位置", "Column of each cell, from 0")
    texts = column(ARRAY(Text), "各单元格的原文", "Each cell as printed")


class CoreDisclosure(Base):
    """One row per number that the prose states."""

    __tablename__ = "disclosure"
    __table_args__ = {
        "schema": "core",
        "comment": described("文字说明中的每一项披露，一项一行", "One row per number that the prose states"),
        **BY_YEAR,
    }

    report_key = column(
        KEY, "报告键", "Report", primary_key=True, autoincrement=False, leads_to="core.dim_report.report_key"
    )
    disclosure_no = column(Integer, "披露序号", "Number in the report, from 0", primary_key=True, autoincrement=False)
    agency_key = column(KEY, "部门键", "Agency", primary_key=True, autoincrement=False)
    fiscal_year = column(Integer, "财政年度", "Fiscal year", primary_key=True, autoincrement=False)
    position = column(Integer, "段落次序", "Paragraph where the sentence begins")
    page = column(Integer, "页码", "Page", nullable=True)
    section = column(Text, "所在章节", "Heading it stands under")
    item = column(Text, "事项", "Subject: a name path, a code, or a line")
    item_code = column(Text, "事项代码", "Code of the subject, resolved or printed")
    metric = column(Text, "指标", "What is stated: 金额, 占比, 比上年增减额 …")
    value = column(PRINTED, "数值", "Value in unit, negative for decreases")
    unit = column(Text, "单位", "Unit as printed")
    decimals = column(Integer, "公开的小数位数", "Decimals printed: the precision of the value")
    amount_yuan = column(MONEY, "金额（元）", "The same in yuan; null where it is no money", nullable=True)
    topic = column(Text, "主题", "Which fact it feeds")
    group_no = column(Integer, "分组", "Statements about one item in one sentence share it")
    direction = column(Text, "方向：increase、decrease、unchanged、not_comparable", "Direction of a change, or empty")
    reason = column(Text, "原因", "Reason stated, or empty")
    fund = column(Text, "资金", "Fund, where stated")
    base = column(Text, "基数", "What a share or completion rate refers to, or empty")
    printed = column(Text, "原文", "The words the value was read from")
    sentence = column(Text, "句子", "The sentence")
    bare_name = column(
        Text,
        "事项的简名：无引号、括号和“项目、经费”等字",
        "Bare name of the item: without marks and words for its kind (项目, 经费); one name for a thing",
        server_default="",
    )
    marks = column(
        ARRAY(Text),
        "文字所说：各词义的名称，见 etl/narrative/marks.yaml",
        "What its words say: names of meanings, of etl/narrative/marks.yaml",
        server_default="{}",
    )
    three_public_item = column(
        Text,
        "事项所指的“三公”等经费：total、abroad、vehicle、reception、meeting …；其他为空",
        "Which of the three public expenses, meetings or training its item names: total, abroad, vehicle …; else empty",
        server_default="",
    )
    three_public_count = column(
        Text,
        "所述数量是“三公”等经费的哪一项：abroad_groups、vehicles_held、meeting_people …；其他为空",
        "What it counts beside the three public expenses: abroad_groups, vehicles_held, meeting_people …; else empty",
        server_default="",
    )
    opening_year = column(Integer, "句首年份", "Year that the sentence opens with and is about", nullable=True)
    compared_year = column(Integer, "文字所比年份", "Year with which the sentence says that it compares", nullable=True)


class CoreRemark(Base):
    """One row per statement of the prose, or note of an empty form, without an amount."""

    __tablename__ = "remark"
    __table_args__ = {
        "schema": "core",
        "comment": described(
            "不含金额的说明：无此项、只说增减、只说原因",
            "Statements without an amount: none of it, a direction, a reason",
        ),
    }

    report_key = column(
        KEY,
        "报告键",
        "Report",
        ForeignKey("core.dim_report.report_key", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    remark_no = column(Integer, "序号", "Number in the report, from 0", primary_key=True, autoincrement=False)
    position = column(Integer, "段落次序", "Paragraph where the sentence begins")
    page = column(Integer, "页码", "Page", nullable=True)
    section = column(Text, "所在章节", "Heading it stands under, or title of the empty form")
    item = column(Text, "事项", "Subject, in its words")
    subjects = column(
        ARRAY(Text),
        "所称没有的事项：three_public、abroad、vehicle、reception、government_fund_expenditure、procurement、asset_vehicles_held、vehicles_held …；其他事项为空",
        "What there is said to be none of: three_public, abroad, vehicle, reception, government_fund_expenditure, procurement, asset_vehicles_held, vehicles_held …; else empty",
        server_default="{}",
    )
    kind = column(
        Text,
        "种类：nil 无此项、zero 金额为 0、empty_form 空表注明无此项、blank_form 公开为空表而未注明、direction 只说增减、reason 只说原因、comparison 决算数与预算数相比的说法、"
        "listed 主要包括所列的名称",
        "nil, zero (an amount of 0), empty_form (an empty form that says so), blank_form (a form published empty, without a word; sentence is its title or "
        "its row in the list of forms), direction, reason, comparison (outturn against budget, in words) or "
        "listed (a name of what was paid)",
    )
    direction = column(Text, "方向：increase、decrease、unchanged", "Direction of a change, or empty")
    reason = column(Text, "原因", "Reason stated, or empty")
    sentence = column(Text, "句子", "The sentence")
    group_no = column(
        Integer, "comparison 所说的披露分组", "Group of disclosures that a comparison is about", nullable=True
    )
    item_code = column(Text, "科目代码", "Code of the subject, or empty", server_default="")
    base = column(
        Text, "comparison 所比的预算：年初预算、全年预算", "Budget that a comparison names, or empty", server_default=""
    )
    printed = column(Text, "所说的字句", "The words that say it, or empty", server_default="")


class CoreSlip(Base):
    """One row per slip of the pen in the prose."""

    __tablename__ = "slip"
    __table_args__ = {
        "schema": "core",
        "comment": described("文字中的笔误，一处一行", "One row per slip of the pen in the prose"),
    }

    report_key = column(
        KEY,
        "报告键",
        "Report",
        ForeignKey("core.dim_report.report_key", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    slip_no = column(Integer, "序号", "Number in the report, from 0", primary_key=True, autoincrement=False)
    position = column(Integer, "段落次序", "Paragraph")
    page = column(Integer, "页码", "Page", nullable=True)
    kind = column(
        Text,
        "种类：doubled_punctuation 标点重复、impossible_year 年份、日期不成立、date_of_another_year 日期为另一年、another_agency 他部门名称、"
        "purpose_of_another_subject 用途属于另一科目、number_left_out 列举的序号缺号、item_left_out 顿号后缺项、"
        "odd_limit 单价界限不成整数、stated_otherwise 同样的话数字不同、reason_against_sign 原因与增减方向相反、reason_left_out 差异较大而无原因、"
        "unit_of_page 续页单位与首页不同",
        "doubled_punctuation, impossible_year (a day or a month, too), date_of_another_year, another_agency, purpose_of_another_subject, number_left_out, "
        "item_left_out (of a list), odd_limit (a price that no rule sets), stated_otherwise (the same words with another number), "
        "reason_against_sign (more people behind 减少), reason_left_out (of a large difference) or unit_of_page (a form's page in another unit than its first)",
    )
    printed = column(Text, "所印", "What stands there")
    expected = column(Text, "应为，无从知道时为空", "What should stand there; empty where nobody can know")
    sentence = column(Text, "前后文字", "The words around it")


class NumberAccount(Base):
    """One row per report, state and rule: how many of the report's numbers have that state.

    A row for each number would cost more than the figures do; those that await a person have one each (`accounted_number`).
    """

    __tablename__ = "number_account"
    __table_args__ = {
        "schema": "core",
        "comment": described(
            "报告中每一个数字的去向，按状态和规则归在一行",
            "What became of the numbers of a report, one row per state and rule",
        ),
    }

    report_key = column(
        KEY,
        "报告键",
        "Report",
        ForeignKey("core.dim_report.report_key", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    state = column(
        Text,
        "状态：figure、disclosure、indicator、date、ordinal、code、line_number、reference、threshold、set_aside、doubtful、not_understood",
        "State: figure, disclosure, indicator, date, ordinal, code, line_number, reference, threshold, set_aside, doubtful, not_understood",
        primary_key=True,
    )
    rule = column(
        Text,
        "规则：据以归入该状态的规则，没有则为空",
        "Rule by which the numbers have the state; empty where it needs none",
        primary_key=True,
    )
    numbers = column(Integer, "数字个数", "How many numbers")
    digit_runs = column(
        Integer,
        "连续数字串个数（1,234.50 为三串）",
        "In how many runs of digits they are printed (1,234.50 has three)",
    )


class AccountedNumber(Base):
    """One row per number of a report that is doubtful, that nothing explains, or that a rule sets aside in the prose, with its place."""

    __tablename__ = "accounted_number"
    __table_args__ = {
        "schema": "core",
        "comment": described(
            "存疑、未能理解或文字说明中按规则搁置的数字，一个一行",
            "Numbers that are doubtful, not understood or, in the prose, set aside by a rule, one row each",
        ),
    }

    report_key = column(
        KEY,
        "报告键",
        "Report",
        ForeignKey("core.dim_report.report_key", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    number_no = column(Integer, "序号", "Number in the report, from 0", primary_key=True, autoincrement=False)
    state = column(Text, "状态：doubtful、not_understood、set_aside", "doubtful, not_understood or set_aside")
    rule = column(
        Text,
        "所在：sentence、line、numeral、cell、label 无文字的标签、performance、units、unknown_table；存疑时为存疑的原因，搁置时为规则",
        "Where it stands: sentence, line, numeral, cell, label (a cell of a form without a word), performance, units, unknown_table; of a doubtful one, why; of one set aside, the rule",
    )
    printed = column(Text, "原文", "The number as printed")
    around = column(Text, "上下文", "The sentence or cell that it stands in, shortened")
    position = column(Integer, "段落次序", "Paragraph or table of the document that it stands in")
    page = column(Integer, "页码", "Page", nullable=True)
    table_index = column(Integer, "表格序号", "Table of the document; null in prose", nullable=True)
    row_index = column(Integer, "行位置", "Row of the table, from 0; null in prose", nullable=True)
    column_index = column(Integer, "列位置", "Column of the table, from 0; null in prose", nullable=True)


class ReviewItem(Base):
    """One row per thing that awaits a person."""

    __tablename__ = "review_item"
    __table_args__ = {
        "schema": "core",
        "comment": described("待人工处理事项，一项一行", "One row per thing that awaits a person"),
    }

    report_key = column(
        KEY,
        "报告键",
        "Report",
        ForeignKey("core.dim_report.report_key", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    item_no = column(Integer, "序号", "Number in the report", primary_key=True, autoincrement=False)
    kind = column(
        Text,
        "种类：unknown_table、unmapped_column、not_understood、unknown_unit、sentence、number、performance、document、doubtful、incomplete、version",
        "What kind of thing",
    )
    place = column(Text, "位置", "Page, table, row")
    detail = column(Text, "内容", "What it is and what to do")


class FindingSettlement(Base):
    """One row per issue of which a person said what becomes of it. Loads, builds and `gongkai forget` leave it alone."""

    __tablename__ = "finding_settlement"
    __table_args__ = (
        CheckConstraint("state in ('accepted', 'explained', 'sent')", name="state"),
        {
            "schema": "core",
            "comment": described(
                "人工对不符的处理，一个问题一行",
                "One row per issue that an audit found of which a person said what becomes of it",
            ),
        },
    )

    issue_key = column(
        KEY, "问题键：见 marts.reconciliation_finding", "Issue: see marts.reconciliation_finding", primary_key=True
    )
    state = column(
        Text,
        "处理情况：accepted 已确认（属实，将更正）、explained 已说明（差异有正当原因）、sent 已转送（已请公开单位核实）",
        "accepted: it is a fault and will be mended; explained: it is none, the note says why; sent: handed on to whoever published it",
    )
    note = column(Text, "处理说明", "Why, in the person's words", server_default="")
    about = column(
        Text,
        "处理时的不符说明",
        "What the audit said of it then; empty where it wasn't in the marts",
        server_default="",
    )
    settled_by = column(
        Text, "处理人", "Who said so; by default the role of the database", server_default=func.current_user()
    )
    settled_at = column(DateTime(timezone=True), "处理时间", "When", server_default=func.now())
