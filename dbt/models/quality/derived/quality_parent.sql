-- Of each figure of a form, the figure of the row it is part of that prints the same measure: the row that the loader linked it
-- to, else the nearest subject above it by code; null at the top.
with figure as (
    select figure.* from {{ ref('quality_figure') }} as figure
    where
        figure.row_kind in ('item', 'group', 'subtotal', 'heading')
        and {{ of_amounts('figure') }}
),

linked as (
    select
        child.report_key,
        child.figure_no,
        min(parent.figure_no) as parent_figure_no
    from figure as child
    inner join figure as parent
        on
            child.report_key = parent.report_key
            and child.statement_seq = parent.statement_seq
            and child.parent_row_no = parent.row_no
            and {{ same_column('child', 'parent') }}
    group by child.report_key, child.figure_no
),

coded as (
    select
        report_key,
        statement_seq,
        basis,
        measure,
        member,
        fund,
        row_code,
        min(figure_no) as figure_no
    from figure
    where row_code ~ '^\d{3,}$'
    group by report_key, statement_seq, basis, measure, member, fund, row_code
    having count(*) = 1
),

-- Only for rows whose own parent isn't printed: the longest code that begins theirs.
above as (
    select distinct on (child.report_key, child.figure_no)
        child.report_key,
        child.figure_no,
        coded.figure_no as parent_figure_no
    from figure as child
    cross join generate_series(3, 6) as digits
    inner join coded
        on
            child.report_key = coded.report_key
            and child.statement_seq = coded.statement_seq
            and {{ same_column('child', 'coded') }}
            and left(child.row_code, digits) = coded.row_code
    where child.row_code ~ '^\d+$' and length(child.row_code) > digits
    order by child.report_key asc, child.figure_no asc, digits desc
)

select
    figure.report_key,
    figure.figure_no,
    coalesce(linked.parent_figure_no, above.parent_figure_no) as parent_figure_no
from figure
left join linked
    on
        figure.report_key = linked.report_key
        and figure.figure_no = linked.figure_no
left join above
    on
        figure.report_key = above.report_key
        and figure.figure_no = above.figure_no
