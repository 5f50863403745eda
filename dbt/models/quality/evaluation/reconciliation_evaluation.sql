-- depends_on: {{ ref('quality_report') }}
{%- set changed_reports = ref('changed_audit_report') %}
{{ config(
    materialized='incremental',
    incremental_strategy='by_audit',
    unique_key='report_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['report_key']}],
    schema='dbt_quality',
    contract={'enforced': true},
    persist_docs={'relation': true, 'columns': true},
    pre_hook=planner_settings(),
    post_hook="{{ analyze_anew() }}"
) }}
with evaluation as (
    {%- for rule in reconciliation_rules() %}
        select
            '{{ rule }}' as rule,
            {{ evaluation_columns() }}
        from {{ ref(rule) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select
    evaluation.report_key,
    row_number() over (
        partition by evaluation.report_key
        order by
            evaluation.rule collate "C",
            evaluation.statement_seq,
            evaluation.table_index,
            evaluation.row_index,
            evaluation.column_index,
            evaluation.disclosure_no,
            evaluation.left_label collate "C",
            evaluation.right_label collate "C",
            -- Several findings of one place: whatever tells two rows apart, so that each has its number in every build.
            evaluation.page,
            evaluation.row_label collate "C",
            evaluation.column_label collate "C",
            evaluation.left_amount,
            evaluation.right_amount,
            evaluation.tolerance,
            evaluation.unit collate "C",
            evaluation.factor,
            evaluation.relation collate "C",
            evaluation.skip_reason collate "C"
    )::integer as evaluation_no,
    evaluation.rule::text as rule,
    evaluation.statement_seq,
    evaluation.disclosure_no,
    evaluation.page,
    evaluation.table_index,
    evaluation.row_index,
    evaluation.column_index,
    evaluation.row_label::text as row_label,
    evaluation.column_label::text as column_label,
    evaluation.unit::text as unit,
    evaluation.left_label::text as left_label,
    (evaluation.left_amount / evaluation.factor)::numeric(28, 8) as left_value,
    evaluation.relation::text as relation,
    evaluation.right_label::text as right_label,
    (evaluation.right_amount / evaluation.factor)::numeric(28, 8) as right_value,
    ((evaluation.left_amount - evaluation.right_amount) / evaluation.factor)::numeric(28, 8) as difference,
    (evaluation.tolerance / evaluation.factor)::numeric(28, 8) as tolerance,
    case
        when evaluation.skip_reason <> '' then 'skip'
        when evaluation.relation = '<=' and evaluation.left_amount - evaluation.right_amount <= evaluation.tolerance then 'pass'
        when evaluation.relation = '=' and abs(evaluation.left_amount - evaluation.right_amount) <= evaluation.tolerance then 'pass'
        else 'fail'
    end as status,
    evaluation.skip_reason::text as skip_reason
from evaluation
