-- A class is the sum of its sections, a section of its items, a unit of its sub-units, a group of its projects: in each column
-- where the parent and at least one child are printed. 其中 rows don't add up and are left to part_within_whole. Of a sum that is short the finding
-- names the children that print no number in the column: the amount is more likely missing there than wrong elsewhere.
with child as (
    select
        tree.parent_figure_no,
        figure.*
    from {{ ref('quality_parent') }} as tree
    inner join {{ ref('quality_figure') }} as figure
        on
            tree.report_key = figure.report_key
            and tree.figure_no = figure.figure_no
    where
        tree.parent_figure_no is not null
        and figure.role <> 'percent'
),

summed as (
    select
        parent.*,
        child.child_count,
        child.rounded_count,
        child.amount as child_amount,
        child.half as child_half
    from (
        select
            report_key,
            parent_figure_no,
            count(*) as child_count,
            count(*) filter (where {{ may_be_rounded('amount', 'half') }}) as rounded_count,
            sum(amount) as amount,
            sum(half) as half
        from child
        group by report_key, parent_figure_no
    ) as child
    inner join {{ ref('quality_figure') }} as parent
        on
            child.report_key = parent.report_key
            and child.parent_figure_no = parent.figure_no
    where parent.role <> 'percent'
),

-- The rows below a parent's, by whatever column shows it.
child_row as (
    select distinct
        parent.report_key,
        parent.statement_seq,
        parent.row_no as parent_row_no,
        child.row_no,
        child.row_label
    from child
    inner join {{ ref('quality_figure') }} as parent
        on
            child.report_key = parent.report_key
            and child.parent_figure_no = parent.figure_no
),

nil as (
    select
        summed.report_key,
        summed.figure_no,
        count(*) as row_count,
        min(child_row.row_label collate "C") as row_label
    from summed
    inner join child_row
        on
            summed.report_key = child_row.report_key
            and summed.statement_seq = child_row.statement_seq
            and summed.row_no = child_row.parent_row_no
    left join child
        on
            summed.report_key = child.report_key
            and summed.figure_no = child.parent_figure_no
            and child_row.row_no = child.row_no
    where child.figure_no is null
    group by summed.report_key, summed.figure_no
),

-- Rows below a parent's that print no number in any column are told by their codes.
blank as (
    select
        summed.report_key,
        summed.figure_no,
        count(distinct cell.text) as row_count
    from summed
    inner join {{ ref('quality_left_cell') }} as cell
        on
            summed.report_key = cell.report_key
            and summed.statement_seq = cell.statement_seq
            and cell.reason = 'code'
            and summed.row_code = left(cell.text, -2)
    left join child
        on
            summed.report_key = child.report_key
            and summed.figure_no = child.parent_figure_no
            and cell.text = child.row_code
    where child.figure_no is null and summed.row_code ~ '^[235]\d\d(\d\d)?$'
    group by summed.report_key, summed.figure_no
),

compared as (
    select
        summed.*,
        nil.row_count as nil_count,
        nil.row_label as nil_label,
        {{
            sum_tolerance('summed.half', 'summed.child_half', 'summed.child_count', 'coalesce(nil.row_count, blank.row_count, 0)')
        }} as tolerance
    from summed
    left join blank
        on
            summed.report_key = blank.report_key
            and summed.figure_no = blank.figure_no
    left join nil
        on
            summed.report_key = nil.report_key
            and summed.figure_no = nil.figure_no
)

select
    {{ at_figure('compared') }},
    compared.row_label as left_label,
    compared.amount as left_amount,
    concat(
        '下级' || compared.child_count || '行之和',
        case
            when compared.amount - compared.child_amount <= compared.tolerance then ''
            when compared.nil_count = 1 then '（下级“' || compared.nil_label || '”此列无数）'
            when compared.nil_count > 1 then '（下级“' || compared.nil_label || '”等' || compared.nil_count || '行此列无数）'
        end
    ) as right_label,
    compared.child_amount as right_amount,
    '=' as relation,
    compared.tolerance,
    '' as skip_reason,
    compared.half,
    compared.rounded_count
from compared
