-- depends_on: {{ ref('quality_report') }}
{%- set changed_reports = ref('changed_audit_report') %}
{{ config(
    materialized='incremental',
    incremental_strategy='by_audit',
    unique_key='report_key',
    meta={'in_batches': true},
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['report_key']}],
    schema='dbt_quality',
    contract={'enforced': true},
    persist_docs={'relation': true, 'columns': true},
    pre_hook=planner_settings(),
    post_hook="{{ analyze_anew() }}"
) }}
with evaluation as (
    select * from {{ ref('evaluated_1') }}
    union all
    select * from {{ ref('evaluated_2') }}
    union all
    select * from {{ ref('evaluated_3') }}
    union all
    select * from {{ ref('evaluated_4') }}
    union all
    select * from {{ ref('evaluated_5') }}
),

numbered as (
    select
        evaluation.*,
        row_number() over (
            partition by report_key
            order by
                rule collate "C",
                statement_seq,
                table_index,
                row_index,
                column_index,
                disclosure_no,
                left_label collate "C",
                right_label collate "C",
                -- Several findings of one place: whatever tells two rows apart, so that each has its number in every build.
                page,
                row_label collate "C",
                column_label collate "C",
                left_value,
                right_value,
                tolerance,
                unit collate "C",
                relation collate "C",
                skip_reason collate "C"
        )::integer as evaluation_no
    from evaluation
),

section_end as (
    select
        report_key,
        section,
        max(position) as position
    from {{ ref('quality_disclosure') }}
    group by report_key, section
),

-- A difference is no fault of the report's where a number of what is compared was read with doubt or not understood: it may be the one that is
-- missing. Which numbers a rule compares together is data (seeds/rule_operand.csv).
blamed as (
    select
        numbered.report_key,
        numbered.evaluation_no,
        bool_or(gap.state = 'doubtful') as is_doubtful
    from numbered
    inner join {{ ref('rule_operand') }} as operand
        on numbered.rule = operand.rule
    left join {{ ref('quality_disclosure') }} as place
        on
            numbered.report_key = place.report_key
            and numbered.disclosure_no = place.disclosure_no
    left join section_end
        on
            place.report_key = section_end.report_key
            and place.section = section_end.section
    inner join {{ ref('quality_gap') }} as gap
        on
            numbered.report_key = gap.report_key
            and (
                (operand.reach = 'row' and numbered.table_index = gap.table_index and numbered.row_index = gap.row_index)
                or (
                    operand.reach in ('column', 'children')
                    and numbered.table_index = gap.table_index
                    and numbered.column_index = gap.column_index
                )
                or (operand.reach = 'group' and gap.table_index is null and place.position = gap.position)
                or (
                    operand.reach in ('section', 'list')
                    and gap.table_index is null
                    and gap.position between place.position and section_end.position
                )
            )
    where numbered.status = 'fail'
    group by numbered.report_key, numbered.evaluation_no
)

select
    numbered.report_key,
    numbered.evaluation_no,
    numbered.rule,
    numbered.statement_seq,
    numbered.disclosure_no,
    numbered.page,
    numbered.table_index,
    numbered.row_index,
    numbered.column_index,
    numbered.row_label,
    numbered.column_label,
    numbered.unit,
    numbered.left_label,
    numbered.left_value,
    numbered.relation,
    numbered.right_label,
    numbered.right_value,
    numbered.difference,
    numbered.tolerance,
    case when blamed.report_key is null then numbered.status else 'skip' end as status,
    case
        when blamed.report_key is null then numbered.skip_reason
        when blamed.is_doubtful then '所比各数中有识别存疑的'
        else '所比各数中有未读懂的'
    end as skip_reason
from numbered
left join blamed
    on
        numbered.report_key = blamed.report_key
        and numbered.evaluation_no = blamed.evaluation_no
