-- 机关运行经费 is the running money (公用经费) of administrative bodies within basic expenditure, paid from the general public budget: what the prose
-- states of it is no more than 公用经费 in the forms of basic expenditure (seeds/prose_figure.csv), those of institutions' included.
with stated as (
    select
        disclosure.*,
        report.kind
    from {{ ref('quality_disclosure') }} as disclosure
    inner join {{ ref('quality_report') }} as report
        on disclosure.report_key = report.report_key
    where disclosure.is_money and {{ marked('operating_costs', 'disclosure') }}
),

public as (
    select distinct on (stated.report_key, stated.disclosure_no)
        stated.report_key,
        stated.disclosure_no,
        figure.statement_title,
        figure.amount,
        figure.half
    from stated
    inner join {{ ref('prose_figure') }} as mapping
        on
            stated.kind = mapping.kind
            and mapping.item = 'public_funds'
            and stated.metric = any(string_to_array(mapping.metrics, ' '))
    inner join {{ ref('quality_figure') }} as figure
        on
            stated.report_key = figure.report_key
            and {{ stands_at('figure', 'mapping', member="coalesce(mapping.member, '')") }}
    order by
        stated.report_key asc,
        stated.disclosure_no asc,
        figure.amount desc,
        figure.figure_no asc
)

select
    {{ at_disclosure('stated') }},
    '文字中“' || stated.item || '”' || stated.metric as left_label,
    stated.amount as left_amount,
    '《' || public.statement_title || '》公用经费' as right_label,
    public.amount as right_amount,
    '<=' as relation,
    stated.half + public.half as tolerance,
    '' as skip_reason
from public
inner join stated
    on
        public.report_key = stated.report_key
        and public.disclosure_no = stated.disclosure_no
