-- What one place of a report prints, its like prints too: rows of a form with the name of one unit all stand below a group, or have rows
-- below them, if one does; both summaries of a budget that set the same kinds of subjects side by side have the same sum lines and the same head
-- lines (一、), and a summary that prints what was carried over prints what the year's own money is, if the other does; and a department's row stands above its units in each form by unit, if it does in all others (at least two).
with row_of_form as (
    select
        report_key,
        statement_seq,
        row_no,
        parent_row_no,
        row_code,
        row_label,
        row_kind,
        bool_or({{ marked('unit_or_group') }}) as is_unit_or_group,
        min(figure_no) as figure_no
    from {{ ref('quality_figure') }}
    where side = '' and row_kind in ('item', 'group', 'subtotal')
    group by report_key, statement_seq, row_no, parent_row_no, row_code, row_label, row_kind
),

parent_of_row as (
    select distinct
        report_key,
        statement_seq,
        parent_row_no
    from row_of_form
),

family as (
    select
        own.report_key,
        own.statement_seq,
        own.row_no,
        own.row_code,
        own.row_label,
        own.row_kind,
        own.is_unit_or_group,
        own.figure_no,
        parent.row_no is not null and parent.row_kind = 'group' as has_group,
        below.parent_row_no is not null as has_rows
    from row_of_form as own
    left join row_of_form as parent
        on
            own.report_key = parent.report_key
            and own.statement_seq = parent.statement_seq
            and own.parent_row_no = parent.row_no
    left join parent_of_row as below
        on
            own.report_key = below.report_key
            and own.statement_seq = below.statement_seq
            and own.row_no = below.parent_row_no
),

same_name as (
    select
        family.*,
        bool_or(has_group) over named as others_have_group,
        bool_or(has_rows) over named as others_have_rows,
        count(*) over named as row_count
    from family
    -- Units and groups: a section and an item, or two projects, may have one name and rows of different kinds below.
    where row_kind = 'group' or is_unit_or_group
    window named as (partition by report_key, statement_seq, row_label, row_kind, length(row_code))
),

named_row as (
    select
        report_key,
        figure_no,
        '“' || row_label || '”的上级行数' as left_label,
        has_group as is_listed
    from same_name
    where row_count > 1 and others_have_group
    union all
    select
        report_key,
        figure_no,
        '“' || row_label || '”的下级行数' as left_label,
        has_rows as is_listed
    from same_name
    where row_count > 1 and others_have_rows
),

-- Summaries: their sum lines and the first lines of the outermost numbering.
summary_line as (
    select
        report_key,
        statement_key,
        side,
        case
            when line in ('current_revenue', 'current_expenditure') and row_kind = 'subtotal' then '本年合计'
            when {{ marked('first_numbered') }} then '一、'
        end as name_zh,
        min(figure_no) over (partition by report_key, statement_key, side) as figure_no
    from {{ ref('quality_figure') }}
    where statement_key in ('budget_summary', 'budget_fiscal_summary') and side <> ''
),

summary as (
    select
        report_key,
        statement_key,
        string_agg(distinct side, ',' order by side) as sides
    from summary_line
    group by report_key, statement_key
    -- Revenue beside three kinds of expenditure is one system's way to print both summaries.
    having count(distinct side) >= 3
),

summary_name as (
    select
        own.report_key,
        other_line.side,
        other_line.name_zh,
        max(case when own_line.statement_key = own.statement_key then own_line.figure_no end) as figure_no,
        coalesce(bool_or(own_line.name_zh = other_line.name_zh), false) as is_listed
    from summary as own
    inner join summary as other
        on
            own.report_key = other.report_key
            and own.sides = other.sides
            and own.statement_key <> other.statement_key
    inner join summary_line as other_line
        on
            other.report_key = other_line.report_key
            and other.statement_key = other_line.statement_key
            and other_line.name_zh is not null
    inner join summary_line as own_line
        on
            own.report_key = own_line.report_key
            and own.statement_key = own_line.statement_key
            and other_line.side = own_line.side
    group by own.report_key, own.statement_key, other_line.side, other_line.name_zh
),

-- Revenue of the year and what was carried over make the total: the former has a line of its own, as in the other summary.
balanced as (
    select
        report_key,
        statement_key,
        min(figure_no) as figure_no,
        bool_or(line = 'opening_balance') and bool_or(line = 'total') as has_balance,
        bool_or(line = 'current_revenue') as has_current
    from {{ ref('quality_figure') }}
    where statement_key in ('budget_summary', 'budget_fiscal_summary') and side = 'revenue'
    group by report_key, statement_key
),

current_revenue as (
    select
        own.report_key,
        own.figure_no,
        own.has_current as is_listed
    from balanced as own
    inner join balanced as other
        on
            own.report_key = other.report_key
            and own.statement_key <> other.statement_key
    where own.has_balance and other.has_current
),

-- Forms by unit: a code that begins another one's is the department's.
unit_row as (
    select
        report_key,
        statement_seq,
        row_code,
        min(figure_no) as figure_no
    from row_of_form
    where row_code ~ '^\d{3,}$'
    group by report_key, statement_seq, row_code
),

unit_form as (
    select
        report_key,
        statement_seq,
        array_agg(row_code order by row_code collate "C") as codes,
        min(figure_no) as figure_no
    from unit_row
    group by report_key, statement_seq
),

department as (
    select
        child.report_key,
        parent.row_code,
        array_agg(distinct child.row_code) as unit_codes,
        array_agg(distinct parent.statement_seq) as statement_seqs
    from unit_row as child
    inner join unit_row as parent
        on
            child.report_key = parent.report_key
            and child.statement_seq = parent.statement_seq
            and left(child.row_code, length(parent.row_code)) = parent.row_code
            and length(child.row_code) = length(parent.row_code) + 3
    group by child.report_key, parent.row_code
    having count(distinct parent.statement_seq) >= 2
),

unit_name as (
    select
        department.report_key,
        department.row_code,
        unit_form.figure_no,
        department.row_code = any(unit_form.codes) as is_listed,
        count(*) filter (where department.row_code <> all(unit_form.codes)) over (
            partition by department.report_key, department.row_code
        ) as missing_count
    from department
    inner join unit_form
        on
            department.report_key = unit_form.report_key
            and unit_form.codes @> department.unit_codes
),

expected as (
    select
        report_key,
        figure_no,
        left_label,
        is_listed
    from named_row
    union all
    select
        report_key,
        figure_no,
        case side when 'revenue' then '收入方' else '支出方' end || '“' || name_zh || '”的行数' as left_label,
        is_listed
    from summary_name
    union all
    select
        report_key,
        figure_no,
        '部门' || row_code || '在本表的行数' as left_label,
        is_listed
    from unit_name
    where missing_count <= 1
    union all
    select
        report_key,
        figure_no,
        '本年收入合计的行数' as left_label,
        is_listed
    from current_revenue
)

select
    {{ at_figure_in_rows('figure') }},
    expected.left_label,
    expected.is_listed::integer::numeric as left_amount,
    '应为' as right_label,
    1::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from expected
inner join {{ ref('quality_figure') }} as figure
    on
        expected.report_key = figure.report_key
        and expected.figure_no = figure.figure_no
