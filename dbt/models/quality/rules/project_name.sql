-- A project bears one name: in the form of projects and in its performance table, in the prose and in the table. Told by the money: a project
-- without a namesake on the other side, and exactly one there of the same money whose name differs in a word (采购…、购置…) and has no namesake either.
with named as (
    select distinct
        project.report_key,
        'form' as side,
        project.table_index,
        project.row_index,
        figure.statement_title as title,
        figure.row_label as printed_name,
        project.bare_name as name,
        project.amount,
        project.half
    from {{ ref('quality_project') }} as project
    inner join {{ ref('quality_figure') }} as figure
        on
            project.report_key = figure.report_key
            and project.statement_seq = figure.statement_seq
            and project.row_no = figure.row_no
            and figure.measure = 'total'
            and {{ of_year('figure') }}
    where project.origin = 'project_form' and project.source = 'total' and project.span = 'year' and project.amount <> 0
    union all
    select distinct
        report_key,
        'table' as side,
        table_index,
        row_index,
        title,
        project_name as printed_name,
        bare_name as name,
        coalesce(annual_budget, initial_budget) as amount,
        half
    from {{ ref('quality_project') }}
    where
        origin = 'performance'
        and performance_kind in ('project_target', 'project_self_evaluation', 'special_fund', 'special_fund_target')
        and source = 'total'
        and span = 'year'
        and coalesce(annual_budget, initial_budget) <> 0
    union all
    select distinct
        report_key,
        'prose' as side,
        null::integer as table_index,
        null::integer as row_index,
        section as title,
        item as printed_name,
        subject as name,
        amount,
        half
    from {{ ref('quality_disclosure') }}
    where
        topic = 'performance'
        and metric in ('全年预算', '全年预算数')
        and not {{ marked('whole_department') }}
        and amount <> 0
),

pair as (
    select
        one.report_key,
        one.side as one_side,
        other.side as other_side,
        one.name,
        other.name as other_name,
        one.printed_name,
        other.printed_name as other_printed,
        one.title,
        other.title as other_title,
        other.table_index,
        other.row_index,
        one.name = other.name as is_same,
        count(*) over (partition by one.report_key, one.side, other.side, one.name) as other_count,
        count(*) over (partition by one.report_key, one.side, other.side, other.name) as one_count
    from named as one
    inner join named as other
        on
            one.report_key = other.report_key
            and abs(one.amount - other.amount) <= one.half + other.half
            and ((one.side = 'form' and other.side = 'table') or (one.side = 'prose' and other.side = 'table'))
            and (one.name = other.name or {{ similar_name('one.name', 'other.name') }})
)

select
    pair.report_key,
    null::integer as statement_seq,
    null::integer as disclosure_no,
    null::integer as page,
    pair.table_index,
    coalesce(pair.row_index, 0) as row_index,
    null::integer as column_index,
    pair.other_printed as row_label,
    '' as column_label,
    '处' as unit,
    1::numeric as factor,
    '同一金额的项目，《' || pair.other_title || '》称“' || pair.other_printed || '”，'
    || case pair.one_side when 'form' then '《' || pair.title || '》' else '文字' end || '称“' || pair.printed_name || '”' as left_label,
    (not pair.is_same)::integer::numeric as left_amount,
    '应为' as right_label,
    0::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from pair
where
    pair.is_same
    or (
        pair.other_count = 1
        and pair.one_count = 1
        and not exists (
            select 1
            from named
            where
                pair.report_key = named.report_key
                and ((pair.one_side = named.side and pair.other_name = named.name) or (named.side = 'table' and pair.name = named.name))
        )
    )
