-- A form and the prose tell of the same purchases: where a report has a form with money, the form counts. What the prose says twice counts once.
-- A total that the prose states goes before a sum of its parts; where the parts make it, they are shown.
with line as (
    select
        procurement.*,
        case procurement.origin when 'form' then 1 when 'narrative' then 2 else 3 end as origin_order,
        coalesce(disclosure.position, procurement.statement_seq, 0) as place,
        procurement.category in ('goods', 'works', 'services') as is_kind,
        bool_or(procurement.origin = 'form' and procurement.amount is not null)
            over (partition by procurement.report_key, procurement.phase) as has_form,
        bool_or(procurement.origin = 'narrative' and procurement.amount is not null)
            over (partition by procurement.report_key, procurement.phase) as has_prose
    from {{ affected(ref('stg_procurement'), 'procurement') }}
    left join {{ affected(ref('int_disclosure_group'), 'disclosure') }}
        on
            procurement.report_key = disclosure.report_key
            and procurement.group_no = disclosure.group_no
),

placed as (
    select
        line.*,
        amount is not null
        and case
            when origin = 'form'
                then {{ stands_first('report_key, phase, category, amount is null', 'origin_order') }}
            else {{ said_first(
                'report_key, phase, category, amount is null', 'origin_order, place', 'amount', 'fact_no'
            ) }}
        end as counts_once
    from line
),

-- What each report states in prose: its total, and the sum and number of its kinds.
stated as (
    select
        report_key,
        phase,
        max(amount) filter (where category = 'total') as total,
        sum(amount) filter (where is_kind) as kinds,
        count(*) filter (where is_kind) as kind_count,
        sum(amount) filter (where category = 'unspecified') as unspecified
    from placed
    where origin = 'narrative' and counts_once
    group by report_key, phase
)

select
    placed.report_key,
    placed.fact_no,
    placed.origin,
    placed.group_no,
    placed.phase,
    placed.category,
    placed.item,
    placed.function_code,
    placed.function_name,
    placed.economic_code,
    placed.economic_name,
    placed.unit_code,
    placed.quantity,
    placed.amount,
    placed.share,
    placed.counts_once,
    coalesce(
        placed.counts_once
        and case placed.origin
            when 'form' then placed.category in ('goods', 'works', 'services', 'unspecified')
            when 'narrative'
                then
                    not placed.has_form
                    and case
                        when
                            stated.kind_count > 0
                            and (
                                stated.total is null
                                or {{ agree('stated.total', 'stated.kinds', 'stated.kind_count + 1') }}
                            )
                            then placed.is_kind
                        when stated.total is not null then placed.category = 'total'
                        else placed.category = 'unspecified'
                    end
            else not placed.has_form and not placed.has_prose
        end,
        false
    ) as adds_up
from placed
left join stated
    on
        placed.report_key = stated.report_key
        and placed.phase = stated.phase
