-- A form's unit of money is right: its total isn't ten thousand times, or a ten thousandth of, the total that another form prints for the
-- same (表中单位为万元，数却是元). Only totals of four significant digits and more, which don't agree by chance. Nor does a further page of the form
-- say another unit than its first. Where all other forms of a report print one unit and one the other, its amounts go with theirs: in 万元 none is more
-- than all that they print, and in 元 the largest isn't below a hundred where as many 万元 could be.
{%- set fewest_others = 3 %}
{%- set least_in_yuan = 100 %}
with total as (
    select
        total.report_key,
        total.statement_seq,
        total.figure_no,
        total.amount,
        total.half,
        figure.factor,
        figure.statement_title
    from {{ ref('quality_form_total') }} as total
    inner join {{ ref('quality_figure') }} as figure
        on
            total.report_key = figure.report_key
            and total.figure_no = figure.figure_no
    where
        total.measure in ('total', 'amount')
        and {{ of_year('total') }}
        and figure.unit in ('元', '万元')
        and length(rtrim(ltrim(replace(abs(total.amount / figure.factor)::text, '.', ''), '0'), '0')) >= 4
),

largest as (
    select distinct on (report_key, statement_seq) *
    from total
    order by report_key asc, statement_seq asc, amount desc, figure_no asc
),

-- The unit that most forms of the report print: of two forms that contradict each other the odd one is meant.
usual as (
    select
        report_key,
        mode() within group (order by factor) as factor
    from largest
    group by report_key
),

compared as (
    select
        own.report_key,
        own.figure_no,
        own.amount,
        own.factor,
        own.half,
        other.statement_title as other_title,
        other.amount as other_amount,
        other.factor as other_factor,
        other.half as other_half,
        abs(own.amount - other.amount) <= own.half + other.half as is_same,
        own.factor <> usual.factor or other.factor = usual.factor as may_be_wrong,
        abs(own.amount - other.amount * 10000) <= own.half + other.half * 10000 as is_too_large,
        abs(own.amount * 10000 - other.amount) <= own.half * 10000 + other.half as is_too_small
    from largest as own
    inner join usual
        on own.report_key = usual.report_key
    inner join largest as other
        on
            own.report_key = other.report_key
            and own.statement_seq <> other.statement_seq
),

-- Whose unit is wrong shows in the other forms: most of them agree with the right one.
weighed as (
    select
        report_key,
        figure_no,
        min(amount) as amount,
        min(factor) as factor,
        count(*) filter (where is_same) as same_count,
        count(*) filter (where may_be_wrong and (is_too_large or is_too_small)) as other_count,
        min(other_title) filter (where may_be_wrong and (is_too_large or is_too_small)) as other_title,
        min(other_amount) filter (where may_be_wrong and (is_too_large or is_too_small)) as other_amount,
        min(other_half) filter (where may_be_wrong and (is_too_large or is_too_small)) as other_half,
        min(half) as half
    from compared
    group by report_key, figure_no
),

form as (
    select distinct on (report_key, statement_seq)
        report_key,
        statement_seq,
        statement_key,
        figure_no,
        factor,
        abs(amount) as amount,
        half
    from {{ ref('quality_figure') }}
    where role not in ('count', 'percent') and unit in ('元', '万元')
    order by report_key asc, statement_seq asc, abs(amount) desc, figure_no asc
),

-- Assets may be more than a year's money.
odd as (
    select
        own.report_key,
        own.figure_no,
        own.amount,
        own.half,
        own.factor,
        case
            when own.factor = 1 then own.amount < {{ least_in_yuan }} and own.amount * 10000 <= max(other.amount)
            else own.amount > max(other.amount)
        end as is_wrong
    from form as own
    inner join form as other
        on
            own.report_key = other.report_key
            and own.statement_seq <> other.statement_seq
    where own.amount > 0 and own.statement_key !~ 'assets'
    group by own.report_key, own.figure_no, own.amount, own.half, own.factor
    having count(*) >= {{ fewest_others }} and bool_and(own.factor <> other.factor)
)

select
    {{ at_figure('figure') }},
    '以' || figure.unit || '计的合计' as left_label,
    weighed.amount as left_amount,
    case
        when weighed.other_count > weighed.same_count then '单位疑有误：《' || weighed.other_title || '》的合计'
        else '他表合计'
    end as right_label,
    case when weighed.other_count > weighed.same_count then weighed.other_amount else weighed.amount end as right_amount,
    '=' as relation,
    weighed.half + coalesce(weighed.other_half, 0) as tolerance,
    '' as skip_reason
from weighed
inner join {{ ref('quality_figure') }} as figure
    on
        weighed.report_key = figure.report_key
        and weighed.figure_no = figure.figure_no
where weighed.same_count > 0 or weighed.other_count > 0
union all
select
    {{ at_figure('figure') }},
    '以' || figure.unit || '计的最大数' as left_label,
    odd.amount as left_amount,
    case when odd.is_wrong then '单位疑有误：其他各表以' || case odd.factor when 1 then '万元' else '元' end || '计，折合' else '本表' end as right_label,
    case
        when not odd.is_wrong then odd.amount
        when odd.factor = 1 then odd.amount * 10000
        else odd.amount / 10000
    end as right_amount,
    '=' as relation,
    odd.half as tolerance,
    '' as skip_reason
from odd
inner join {{ ref('quality_figure') }} as figure
    on
        odd.report_key = figure.report_key
        and odd.figure_no = figure.figure_no
union all
select
    slip.report_key,
    null::integer as statement_seq,
    null::integer as disclosure_no,
    slip.page,
    null::integer as table_index,
    null::integer as row_index,
    null::integer as column_index,
    slip.sentence as row_label,
    '' as column_label,
    '处' as unit,
    1::numeric as factor,
    '《' || slip.sentence || '》续页注“单位：' || slip.printed || '”，首页为“' || slip.expected || '”，单位疑有误' as left_label,
    1::numeric as left_amount,
    '应为' as right_label,
    0::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from {{ ref('quality_slip') }} as slip
where slip.kind = 'unit_of_page'
