-- depends_on: {{ ref('quality_report') }}
{{ config(
    materialized='incremental',
    incremental_strategy='by_audit',
    unique_key='report_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['report_key']}],
    schema='dbt_quality',
    contract={'enforced': true},
    persist_docs={'relation': true, 'columns': true},
    pre_hook=planner_settings(),
    post_hook="{{ analyze_anew() }}"
) }}
-- What a rule compares besides the place where it stands is told by seeds/rule_operand.csv: cells of the row or column, rows below, statements of
-- the group, section or list. The other side of a comparison with a form is the cell that bears the names and the amount of the right side.
with evaluation as (
    select
        evaluated.report_key,
        evaluated.rule,
        evaluated.statement_seq,
        evaluated.disclosure_no,
        evaluated.table_index,
        evaluated.row_index,
        evaluated.column_index,
        evaluated.row_label,
        evaluated.left_label,
        evaluated.right_label,
        evaluated.right_value,
        evaluated.unit,
        evaluated.status <> 'skip' as is_compared,
        evaluated.skip_reason
    from {{ affected(ref('reconciliation_evaluation'), 'evaluated') }}
    inner join {{ ref('reconciliation_rule') }} as catalogue
        on evaluated.rule = catalogue.rule
    -- Rules on names, units and lines compare no number with another.
    where catalogue.family <> 5
),

figure as (
    select
        *,
        round(amount, 4) as told_amount
    from {{ ref('quality_figure') }}
),

disclosure as (
    select * from {{ ref('quality_disclosure') }}
),

cell as (
    select
        evaluation.*,
        figure.figure_no,
        figure.row_no
    from evaluation
    inner join figure
        on
            evaluation.report_key = figure.report_key
            and evaluation.statement_seq = figure.statement_seq
            and evaluation.table_index = figure.table_index
            and evaluation.row_index = figure.row_index
            and evaluation.column_index = figure.column_index
    -- A count of rows is no comparison of an amount.
    where evaluation.unit not in ('行', '处')
),

statement as (
    select
        evaluation.*,
        disclosure.group_no,
        disclosure.section,
        disclosure.item,
        disclosure.metric,
        disclosure.topic,
        disclosure.position,
        disclosure.sentence
    from evaluation
    inner join disclosure
        on
            evaluation.report_key = disclosure.report_key
            and evaluation.disclosure_no = disclosure.disclosure_no
    where evaluation.unit <> '处'
),

figure_looked_at as (
    select
        report_key,
        figure_no,
        rule,
        is_compared,
        skip_reason
    from cell
    union all
    select
        cell.report_key,
        figure.figure_no,
        cell.rule,
        cell.is_compared,
        cell.skip_reason
    from cell
    inner join {{ ref('rule_operand') }} as operand
        on cell.rule = operand.rule
    inner join figure
        on
            cell.report_key = figure.report_key
            and cell.statement_seq = figure.statement_seq
            and (
                (operand.reach = 'row' and cell.row_no = figure.row_no)
                or (operand.reach = 'column' and cell.column_index = figure.column_index)
                or (operand.reach = 'children' and cell.row_no = figure.parent_row_no and cell.column_index = figure.column_index)
            )
    union all
    select
        evaluation.report_key,
        figure.figure_no,
        evaluation.rule,
        evaluation.is_compared,
        evaluation.skip_reason
    from evaluation
    inner join figure
        on
            evaluation.report_key = figure.report_key
            and round(evaluation.right_value * {{ unit_factor('evaluation.unit') }}, 4) = figure.told_amount
            and strpos(evaluation.right_label, figure.statement_title) > 0
            and (
                strpos(evaluation.right_label || evaluation.left_label, figure.row_label) > 0
                or (figure.subject_code <> '' and strpos(evaluation.right_label, figure.subject_code) > 0)
            )
    where right(evaluation.unit, 1) = '元' and evaluation.right_label ~ '[《（]'
),

disclosure_looked_at as (
    select
        report_key,
        disclosure_no,
        rule,
        is_compared,
        skip_reason
    from statement
    union all
    select
        statement.report_key,
        disclosure.disclosure_no,
        statement.rule,
        statement.is_compared,
        statement.skip_reason
    from statement
    inner join {{ ref('rule_operand') }} as operand
        on statement.rule = operand.rule
    inner join disclosure
        on
            statement.report_key = disclosure.report_key
            and (
                (operand.reach = 'item' and statement.item = disclosure.item and statement.metric = disclosure.metric)
                or (
                    disclosure.metric = any(string_to_array(operand.metrics, ' '))
                    and (
                        (operand.reach = 'group' and statement.group_no = disclosure.group_no)
                        or (
                            operand.reach = 'sentence'
                            and statement.position = disclosure.position
                            and statement.sentence = disclosure.sentence
                        )
                        or (operand.reach = 'section' and statement.section = disclosure.section and statement.topic = disclosure.topic)
                        or (
                            operand.reach = 'list'
                            and split_part(statement.section, '/', 1) = split_part(disclosure.section, '/', 1)
                            and statement.disclosure_no < disclosure.disclosure_no
                            and (disclosure.item_code <> '' or disclosure.item ~ '/')
                        )
                    )
                )
            )
),

word as (
    select
        remark.report_key,
        remark.remark_no,
        remark.page,
        remark.section,
        remark.printed,
        remark.item,
        remark.sentence
    from {{ ref('quality_remark') }} as remark
    where remark.kind = 'comparison'
),

looked_at as (
    select
        report_key,
        'figure' as place,
        figure_no as number,
        rule,
        is_compared,
        skip_reason
    from figure_looked_at
    union all
    select
        report_key,
        'prose' as place,
        disclosure_no as number,
        rule,
        is_compared,
        skip_reason
    from disclosure_looked_at
    union all
    select
        word.report_key,
        'word' as place,
        word.remark_no as number,
        evaluation.rule,
        evaluation.is_compared,
        evaluation.skip_reason
    from word
    inner join evaluation
        on
            word.report_key = evaluation.report_key
            and evaluation.rule in ('prose_budget_direction', 'prose_direction')
            and word.section = evaluation.row_label
            and evaluation.left_label = '文字中“' || word.item || '”所称“' || word.printed || '”'
),

told as (
    select
        report_key,
        place,
        number,
        array_agg(distinct rule order by rule) filter (where is_compared) as rules,
        min(skip_reason) filter (where not is_compared) as skip_reason
    from looked_at
    group by report_key, place, number
),

printed as (
    select
        report_key,
        'figure' as place,
        figure_no as number,
        page,
        statement_title as section,
        row_label || '，' || column_label as said,
        case role when 'count' then 'count' when 'percent' then 'rate' else 'amount' end as what
    from figure
    union all
    select
        report_key,
        'prose' as place,
        disclosure_no as number,
        page,
        section,
        item || metric || '：' || printed as said,
        case when is_money then 'amount' when unit = '%' then 'rate' else 'count' end as what
    from disclosure
    union all
    select
        report_key,
        'word' as place,
        remark_no as number,
        page,
        section,
        item || '：' || printed as said,
        'word' as what
    from word
)

select
    printed.report_key,
    printed.place::text as place,
    printed.number::integer as number,
    printed.what::text as what,
    printed.page,
    printed.section::text as section,
    printed.said::text as said,
    coalesce(told.rules, '{}')::text[] as rules,
    case
        when told.rules is not null then ''
        else coalesce(told.skip_reason, '没有与之比较的数')
    end::text as reason
from printed
left join told
    on
        printed.report_key = told.report_key
        and printed.place = told.place
        and printed.number = told.number
