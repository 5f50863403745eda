-- A class is the sum of its sections, a section of its items, a unit of its sub-units, a group of its projects: in each column
-- where the parent and at least one child are printed. 其中 rows don't add up and are left to part_within_whole.
select
    {{ at_figure('parent') }},
    parent.row_label as left_label,
    parent.amount as left_amount,
    '下级' || child.child_count || '行之和' as right_label,
    child.amount as right_amount,
    '=' as relation,
    {{ sum_tolerance('parent.half', 'child.half', 'child.child_count') }} as tolerance,
    '' as skip_reason
from (
    select
        tree.report_key,
        tree.parent_figure_no,
        count(*) as child_count,
        sum(figure.amount) as amount,
        sum(figure.half) as half
    from {{ ref('quality_parent') }} as tree
    inner join {{ ref('quality_figure') }} as figure
        on
            tree.report_key = figure.report_key
            and tree.figure_no = figure.figure_no
    where figure.role <> 'percent'
    group by tree.report_key, tree.parent_figure_no
) as child
inner join {{ ref('quality_figure') }} as parent
    on
        child.report_key = parent.report_key
        and child.parent_figure_no = parent.figure_no
where parent.role <> 'percent'
