-- One row per title of a form that a report to evaluate prints, in its list of contents (a table, or lines one below the other) or with the
-- form; of entries of the contents what they say of emptiness (是否空表).
with line as (
    select
        report.report_key,
        paragraph.position,
        paragraph.page,
        paragraph.text,
        {{ bare_title('paragraph.text') }} as title,
        paragraph.text ~ '^[\s#*-]*(（?[一二三四五六七八九十\d]{1,3}[）)]?[、.．]|附?表\s*[\d一二三四五六七八九十]+|公开\s*\d+\s*表)' as is_numbered
    from {{ ref('quality_report') }} as report
    inner join {{ ref('quality_paragraph') }} as paragraph
        on report.document_key = paragraph.document_key
    where length(paragraph.text) between 4 and 90 and paragraph.text ~ '表' and paragraph.text !~ '[。；]'
),

form_line as (
    select
        line.*,
        position - row_number() over (partition by report_key, is_numbered order by position) as run
    from line
    where
        title ~ '^.{3,}表$'
        and title !~ '^(本)?(部门|单位|部门（单位）|区级|市级|省级|本级)*(收支)?(预算|决算|预决算)(信息)?(公开)?(报|表格)?表$'
),

-- A part of the report that holds all its forms (部门预算表, 部门决算表) is no form.
-- Three numbered titles and more one below the other, with nothing between them, are a list of contents.
listed as (
    select
        form_line.*,
        is_numbered and count(*) over (partition by report_key, is_numbered, run) >= 3 as is_contents
    from form_line
),

document_table as (
    select
        report.report_key,
        part.first_table + document_table.table_index as table_index,
        document_table.page,
        document_table.lines_before,
        document_table.recognised_as,
        document_table.cells
    from {{ ref('quality_report') }} as report
    inner join {{ source('core', 'report_document') }} as part
        on report.report_key = part.report_key
    inner join {{ source('raw', 'document_table') }} as document_table
        on part.document_key = document_table.document_key
    where document_table.document_key = any({{ documents_of('quality_report') }})
),

-- The lines above a table, and the cells of its first row.
heading as (
    select
        report_key,
        table_index,
        page,
        unnest(lines_before) as text
    from document_table
    where recognised_as <> 'contents'
    union all
    select
        report_key,
        table_index,
        page,
        jsonb_array_elements_text(cells -> 0) as text
    from document_table
    where recognised_as <> 'contents'
),

contents_row as (
    select
        document_table.report_key,
        document_table.table_index,
        document_table.page,
        line.row_no::integer - 1 as row_index,
        (
            select {{ bare_title('cell.text') }}
            from jsonb_array_elements_text(line.cells) as cell (text)
            where regexp_replace(cell.text, '（[^（）]*）|\([^()]*\)|\s', '', 'g') ~ '.{3,}表$'
            order by length(cell.text) desc, convert_to(cell.text, 'UTF8')
            limit 1
        ) as title,
        coalesce(
            (
                select btrim(cell.text)
                from jsonb_array_elements_text(line.cells) as cell (text)
                where btrim(cell.text) in ('是', '否')
                order by cell.text
                limit 1
            ),
            ''
        ) as said_empty
    from document_table
    cross join lateral jsonb_array_elements(document_table.cells) with ordinality as line (cells, row_no)
    where document_table.recognised_as = 'contents' and line.row_no > 1
)

select
    report_key,
    'contents' as place,
    -1 as list_no,
    null::integer as statement_seq,
    page,
    null::integer as table_index,
    null::integer as row_index,
    title,
    '' as said_empty
from listed
where is_contents
union all
select
    report_key,
    'contents' as place,
    table_index as list_no,
    null::integer as statement_seq,
    page,
    table_index,
    row_index,
    title,
    said_empty
from contents_row
where title is not null
union all
select
    report_key,
    'line' as place,
    null::integer as list_no,
    null::integer as statement_seq,
    page,
    null::integer as table_index,
    null::integer as row_index,
    title,
    '' as said_empty
from listed
where not is_contents
union all
select
    report_key,
    'line' as place,
    null::integer as list_no,
    null::integer as statement_seq,
    page,
    table_index,
    null::integer as row_index,
    {{ bare_title('text') }} as title,
    '' as said_empty
from heading
where {{ bare_title('text') }} ~ '^.{3,}表$'
union all
select
    statement.report_key,
    'form' as place,
    null::integer as list_no,
    statement.statement_seq,
    statement.page,
    statement.table_indexes[1] as table_index,
    null::integer as row_index,
    {{ bare_title('statement.title') }} as title,
    '' as said_empty
from {{ ref('quality_statement') }} as statement
