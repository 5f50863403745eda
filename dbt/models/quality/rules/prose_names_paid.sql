-- What personnel and running money is said to have been paid for (人员经费…，主要包括：…) has an amount: a name of the list whose row in the form of
-- basic expenditure prints 0 was left from a template. A row that is blank says nothing, nor does a form without cents, nor a list that is 0
-- throughout: its amounts may be smaller than what is printed.
with named as (
    select
        remark.report_key,
        remark.remark_no,
        remark.page,
        remark.section,
        remark.sentence,
        remark.printed as whole,
        remark.item,
        max(figure.amount) as amount,
        min(figure.statement_seq) as statement_seq
    from {{ ref('quality_remark') }} as remark
    inner join {{ ref('quality_figure') }} as figure
        on
            remark.report_key = figure.report_key
            and figure.statement_key in ('general_public_basic_expenditure', 'budget_general_public_basic_by_economic')
            and remark.item_code = figure.subject_code
            and figure.role not in ('count', 'percent')
            and figure.half <= 50
    where remark.kind = 'listed' and remark.item_code <> ''
    group by
        remark.report_key,
        remark.remark_no,
        remark.page,
        remark.section,
        remark.sentence,
        remark.printed,
        remark.item
)

select
    named.report_key,
    null::integer as statement_seq,
    null::integer as disclosure_no,
    min(named.page) as page,
    null::integer as table_index,
    null::integer as row_index,
    null::integer as column_index,
    named.section as row_label,
    named.whole as column_label,
    '处' as unit,
    1::numeric as factor,
    case
        when bool_or(named.amount = 0)
            then concat(
                '文字称“', named.whole, '”包括“', string_agg(named.item, '、' order by named.remark_no) filter (where named.amount = 0),
                '”，《', min(statement.title), '》中为0'
            )
        else '所列名称'
    end as left_label,
    (count(*) filter (where named.amount = 0))::numeric as left_amount,
    '应为' as right_label,
    0::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    case when max(named.amount) = 0 then '所列名称在表中全为0' else '' end as skip_reason
from named
inner join {{ ref('quality_statement') }} as statement
    on
        named.report_key = statement.report_key
        and named.statement_seq = statement.statement_seq
group by named.report_key, named.section, named.sentence, named.whole
