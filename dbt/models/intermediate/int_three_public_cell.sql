-- The cells of items that `int_three_public` counts: a report that prints an item twice says it once, and the first form that has it counts.
with three_public as (
    select
        *,
        rank() over (partition by report_key, phase, item order by statement_seq) as place
    from {{ affected(ref('stg_three_public')) }}
    where amount is not null
)

select
    three_public.report_key,
    'three_public' as subject_kind,
    three_public.item as subject_key,
    {{ three_public_item_zh('three_public.item') }} as subject,
    null as class_code,
    null as section_code,
    null as fund,
    null as coverage,
    null as system,
    three_public.phase as basis,
    'three_public' as measure,
    three_public.fact_no,
    figure.figure_no,
    true as is_widest,
    false as is_opening
from three_public
inner join {{ affected(ref('stg_figure'), 'figure') }}
    on
        three_public.report_key = figure.report_key
        and three_public.statement_seq = figure.statement_seq
        and three_public.row_no = figure.row_no
        and figure.measure = 'three_public'
        and three_public.phase = figure.basis
        and three_public.item = figure.member
where three_public.place = 1
