-- The form's total, else what its lines add up to; the total that the prose states, else what its parts add up to; else 0 where there is said to be none.
with printed as (
    select
        printed.report_key,
        case report.kind when 'budget' then 'budget' else 'outturn' end as phase,
        printed.amount,
        printed.figure_no
    from {{ affected(ref('int_headline_printed'), 'printed') }}
    inner join {{ affected(ref('stg_report'), 'report') }}
        on printed.report_key = report.report_key
    where printed.headline = 'procurement' and printed.phase = 'current'
),

line as (
    select
        report_key,
        phase,
        max(origin) filter (where adds_up) as origin,
        {{ sum_of('amount', "adds_up") }} as amount,
        {{ sum_of('amount', "category = 'total' and origin = 'narrative' and counts_once") }} as stated,
        min(group_no) filter (where category = 'total' and counts_once) as group_no
    from {{ affected(ref('int_procurement')) }}
    group by report_key, phase
)

select
    coalesce(line.report_key, printed.report_key) as report_key,
    coalesce(line.phase, printed.phase) as phase,
    case
        when printed.amount is not null then printed.amount
        when line.origin = 'narrative' then coalesce(line.stated, line.amount)
        else line.amount
    end::numeric(20, 2) as amount,
    case
        when printed.amount is not null then 'printed'
        when line.origin in {{ nil_origins() }} then line.origin
        when line.origin = 'narrative' and line.stated is not null then 'stated'
        else 'summed'
    end as origin,
    printed.figure_no,
    case when printed.amount is null and line.origin = 'narrative' then line.group_no end as group_no
from line
full outer join printed
    on
        line.report_key = printed.report_key
        and line.phase = printed.phase
where printed.amount is not null or line.amount is not null
