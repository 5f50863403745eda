-- The printed line numbers (行次) and codes of forms, those of rows without an amount too: what shows that a line is missing. A code that
-- stands before its name ([30101]基本工资) is told without it, one in columns of its own (类, 款, 项) as a whole, where its last part stands.
with left_cell as (
    select
        left_cell.report_key,
        statement.statement_seq,
        left_cell.reason,
        left_cell.table_index,
        left_cell.row_index,
        left_cell.column_index,
        left_cell.page,
        case
            when left_cell.reason = 'code' then coalesce(substring(left_cell.text from '^[\[【](\d{3,7})[\]】]'), left_cell.text)
            else left_cell.text
        end as text
    from {{ source('core', 'left_cell') }} as left_cell
    inner join {{ ref('quality_statement') }} as statement
        on
            left_cell.report_key = statement.report_key
            and left_cell.table_index = any(statement.table_indexes::integer[])
    where left_cell.reason in ('line_number', 'code')
),

-- What has two digits goes on with the code that stands directly to its left: a head of three digits, or what goes on with one.
runs as (
    select
        *,
        sum(case when text ~ '^\d\d$' then 0 else 1 end) over (
            partition by report_key, statement_seq, table_index, row_index, reason order by column_index
        ) as run_no
    from left_cell
),

headed as (
    select
        *,
        first_value(text) over run ~ '^\d{3}$' and column_index - first_value(column_index) over run = row_number() over run - 1 as goes_on
    from runs
    window run as (partition by report_key, statement_seq, table_index, row_index, reason, run_no order by column_index)
),

numbered as (
    select
        *,
        count(*) filter (where reason = 'line_number' or text !~ '^\d\d$' or not goes_on) over (
            partition by report_key, statement_seq, table_index, row_index, reason order by column_index
        ) as cell_no
    from headed
)

select
    report_key,
    statement_seq,
    reason,
    table_index,
    row_index,
    max(column_index) as column_index,
    max(page) as page,
    string_agg(text, '' order by column_index) as text
from numbered
group by report_key, statement_seq, reason, table_index, row_index, cell_no
