-- What personnel and running money is said to have been paid for (人员经费…，主要包括：…) has an amount: a name of the list whose row in the form of
-- basic expenditure prints 0 was left from a template. A row that is blank is nil where the form prints no 0 and the other items of the class
-- add up to it; else it says nothing. Nor does a form without cents, nor a list that is 0 throughout: its amounts may be smaller than what is printed.
with amount as (
    select * from {{ ref('quality_figure') }}
    where
        statement_key in ('general_public_basic_expenditure', 'budget_general_public_basic_by_economic')
        and role not in ('count', 'percent')
        and half <= 50
),

-- Forms without a printed 0.
blank_for_nil as (
    select
        report_key,
        statement_seq
    from amount
    group by report_key, statement_seq
    having bool_and(amount <> 0)
),

-- Classes that the items printed below them make up.
made_up as (
    select
        amount.report_key,
        amount.statement_seq,
        left(amount.subject_code, 3) as class_code
    from amount
    inner join blank_for_nil
        on
            amount.report_key = blank_for_nil.report_key
            and amount.statement_seq = blank_for_nil.statement_seq
    where length(amount.subject_code) in (3, 5)
    group by amount.report_key, amount.statement_seq, left(amount.subject_code, 3)
    having
        count(*) filter (where length(amount.subject_code) = 5) > 1
        and sum(amount.amount) filter (where length(amount.subject_code) = 3)
        = sum(amount.amount) filter (where length(amount.subject_code) = 5)
),

-- Rows of these classes without an amount.
blank as (
    select distinct
        code.report_key,
        code.statement_seq,
        code.text as subject_code
    from {{ ref('quality_left_cell') }} as code
    inner join made_up
        on
            code.report_key = made_up.report_key
            and code.statement_seq = made_up.statement_seq
            and left(code.text, 3) = made_up.class_code
    left join {{ ref('quality_figure') }} as figure
        on
            code.report_key = figure.report_key
            and code.statement_seq = figure.statement_seq
            and code.text = figure.subject_code
    where code.reason = 'code' and length(code.text) = 5 and figure.report_key is null
),

paid as (
    select
        report_key,
        statement_seq,
        subject_code,
        amount,
        false as is_blank
    from amount
    union all
    select
        report_key,
        statement_seq,
        subject_code,
        0::numeric as amount,
        true as is_blank
    from blank
),

named as (
    select
        remark.report_key,
        remark.remark_no,
        remark.page,
        remark.section,
        remark.sentence,
        remark.printed as whole,
        remark.item,
        max(paid.amount) as amount,
        bool_or(paid.is_blank) as is_blank,
        min(paid.statement_seq) as statement_seq
    from {{ ref('quality_remark') }} as remark
    inner join paid
        on
            remark.report_key = paid.report_key
            and remark.item_code = paid.subject_code
            -- What a term means, which states no amount, names more than the year's.
            and (not paid.is_blank or remark.sentence ~ '\d')
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
                '”，《', min(statement.title), case when bool_or(named.is_blank) then '》中空白' else '》中为0' end
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
