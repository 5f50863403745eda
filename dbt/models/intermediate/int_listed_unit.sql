{{ config(indexes=[{'columns': ['report_key']}, {'columns': ['agency_key']}, {'columns': ['unit_name']}]) }}
{%- do ref('changed_report') %}
{#- It says which reports a build concerns (changed_audit_report), so it can't read through `affected`. -#}
-- The units (纳入编制范围的单位) that a department's report lists, from its tables.
with listed as (
    select
        report.report_key,
        report.agency_key,
        report.fiscal_year,
        report.kind,
        document_table.cells,
        heading.column_no
    from {{ ref('stg_report') }} as report
    inner join {{ ref('stg_unit_table') }} as document_table
        on report.report_key = document_table.report_key
    inner join
        lateral jsonb_array_elements_text(document_table.cells -> 0) with ordinality as heading (name, column_no)
        on regexp_replace(heading.name, '\s', '', 'g') in ('单位名称', '预算单位名称')
    -- Forms by unit that are published empty have many columns; a list has a number, the name and at most a remark or two.
    where
        report.scope = 'department'
        and document_table.column_count <= 5
        {% if is_incremental() %}
            and report.report_key in (select changed.report_key from {{ ref('changed_report') }} as changed)
        {% endif %}
),

unit as (
    select distinct
        listed.report_key,
        listed.agency_key,
        listed.fiscal_year,
        listed.kind,
        -- As aliases are stored: without spaces, and without what is added for the report (本级) or about the unit.
        regexp_replace(
            translate(regexp_replace(cells.line ->> (listed.column_no - 1)::integer, '\s', '', 'g'), '()', '（）'),
            '(（[^（）]*）|本级|机关)+$',
            ''
        ) as unit_name
    from listed
    cross join lateral jsonb_array_elements(listed.cells) with ordinality as cells (line, line_no)
    where cells.line_no > 1
)

select
    report_key,
    agency_key,
    fiscal_year,
    kind,
    unit_name
from unit
where unit_name ~ '[^\d、，（）]{3,}' and unit_name !~ '^(合计|总计|单位名称)'
