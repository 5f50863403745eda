{# Who published what, for which year: the columns that open every mart and tie its rows to a report. #}
{% macro report_columns(report) -%}
    {{ report }}.report_key,
    {{ report }}.agency_key,
    {{ report }}.agency,
    {{ report }}.agency_type,
    {{ report }}.admin_level,
    {{ report }}.admin_level_zh,
    {{ report }}.region_code,
    {{ report }}.region,
    {{ report }}.province,
    {{ report }}.city,
    {{ report }}.county,
    {{ report }}.fiscal_year,
    {{ report }}.kind,
    {{ report }}.kind_zh,
    {{ report }}.scope,
    {{ report }}.scope_zh
{%- endmacro %}
