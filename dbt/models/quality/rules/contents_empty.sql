-- A form that the contents call empty (是否空表：是) prints no amount, and one that they don't prints some.
with said as (
    select distinct on (contents.report_key, form.statement_seq)
        contents.*,
        form.statement_seq as form_seq
    from {{ ref('quality_title') }} as contents
    inner join {{ ref('quality_title') }} as form
        on
            contents.report_key = form.report_key
            and form.place = 'form'
            and contents.title = form.title
    where contents.place = 'contents' and contents.said_empty <> ''
    order by contents.report_key asc, form.statement_seq asc, contents.row_index asc, contents.table_index asc
),

printed as (
    select
        report_key,
        statement_seq,
        count(*) as figure_count,
        count(*) filter (where amount <> 0) as amount_count
    from {{ ref('quality_figure') }}
    group by report_key, statement_seq
)

select
    said.report_key,
    said.form_seq as statement_seq,
    null::integer as disclosure_no,
    said.page,
    said.table_index,
    said.row_index,
    null::integer as column_index,
    said.title as row_label,
    '' as column_label,
    '个' as unit,
    1::numeric as factor,
    case said.said_empty when '是' then '目录称空表，表中不为零的数' else '目录称非空表，表中的数' end as left_label,
    case said.said_empty
        when '是' then coalesce(printed.amount_count, 0)
        else least(coalesce(printed.figure_count, 0), 1)
    end::numeric as left_amount,
    case said.said_empty when '是' then '应' else '应至少' end as right_label,
    case said.said_empty when '是' then 0 else 1 end::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from said
left join printed
    on
        said.report_key = printed.report_key
        and said.form_seq = printed.statement_seq
