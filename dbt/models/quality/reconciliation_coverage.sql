{{ config(
    materialized='incremental',
    incremental_strategy='by_audit',
    unique_key='report_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['report_key']}, {'columns': ['agency', 'fiscal_year']}, {'columns': ['fiscal_year', 'kind']}],
    schema='marts',
    access='public',
    contract={'enforced': true},
    persist_docs={'relation': true, 'columns': true},
    post_hook="{{ analyze_anew() }}"
) }}
-- A rule that found nothing to look at in a report is a skip of its own, with the precondition as the reason: silence is no pass.
with evaluation as (
    select
        report_key,
        rule,
        count(*) filter (where status <> 'skip') as evaluated,
        count(*) filter (where status = 'pass') as passed,
        count(*) filter (where status = 'fail') as failed,
        count(*) filter (where status = 'skip') as skipped,
        array_agg(distinct skip_reason collate "C") filter (where status = 'skip') as skip_reasons
    from {{ affected(ref('reconciliation_evaluation')) }}
    group by report_key, rule
)

select
    {{ report_columns('report') }},
    rule.rule,
    rule.name_zh as rule_zh,
    rule.name_en as rule_en,
    rule.family,
    rule.severity,
    coalesce(evaluation.evaluated, 0) as evaluated,
    coalesce(evaluation.passed, 0) as passed,
    coalesce(evaluation.failed, 0) as failed,
    coalesce(evaluation.skipped, 1) as skipped,
    case
        when evaluation.rule is null then array['前提不具备：' || rule.precondition_zh]
        else coalesce(evaluation.skip_reasons, array[]::text[])
    end as skip_reasons
from {{ affected(ref('stg_report'), 'report') }}
cross join {{ ref('reconciliation_rule') }} as rule
left join evaluation
    on
        report.report_key = evaluation.report_key
        and rule.rule = evaluation.rule
