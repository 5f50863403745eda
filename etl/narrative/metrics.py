"""The metrics of disclosures, as `Disclosure.metric` and the fact tables name them; docs/narrative.md says what each is. Further ones of the
performance sections, whose names nothing but vocabulary.yaml needs, stand there."""

from __future__ import annotations

AMOUNT = "金额"  # an amount of the report's own year
BUDGET = "预算数"  # a budget, of the year or not said of when
INITIAL_BUDGET = "年初预算"
ANNUAL_BUDGET = "全年预算"
OUTTURN = "决算数"
EXPENDITURE_OUTTURN = "支出决算"
PRIOR = "上年数"  # last year's outturn
PRIOR_BUDGET = "上年预算数"
CHANGE_AMOUNT = "比上年增减额"
CHANGE_RATE = "比上年增减率"
CHANGE_COUNT = "比上年增减数"  # of people or things, in the unit of their count
DIFFERENCE_AMOUNT = "较预算数增减额"  # of outturn against budget
DIFFERENCE_RATE = "较预算数增减率"
COMPLETION = "完成率"
SHARE = "占比"
COUNT = "数量"
VISITORS = "人次"
TRAVELLERS = "团组数"  # groups that travelled abroad

SCORE = "得分"
STANDARD_SCORE = "标准分值"  # what a score can be at most
OWN_SCORE = "自评得分"
SCORE_BY_OTHERS = "重点评价得分"
PROJECT_SCORE = "项目总体得分"
WHOLE_BUDGET = "预算总额"
SPENT = "实际支出"
EXECUTED = "全年执行数"
ANNUAL_BUDGET_OF_PROJECT = "全年预算数"
PROJECTS = "项目数量"

CHANGE = frozenset({CHANGE_AMOUNT, CHANGE_RATE, CHANGE_COUNT})
"""Against last year."""
EXECUTION = frozenset(
    {
        INITIAL_BUDGET,
        ANNUAL_BUDGET,
        BUDGET,
        EXPENDITURE_OUTTURN,
        OUTTURN,
        COMPLETION,
        DIFFERENCE_AMOUNT,
        DIFFERENCE_RATE,
    }
)
"""How a budget was carried out."""
BUDGETS = (INITIAL_BUDGET, ANNUAL_BUDGET, BUDGET)
OUTTURNS = (EXPENDITURE_OUTTURN, OUTTURN)
