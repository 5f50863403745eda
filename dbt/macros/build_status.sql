{# What a build made of each mart, written into `build_status` when all of them are done. #}

{% macro is_mart(node) -%}
    {{ return(holds_reports(node) and node.schema == 'marts') }}
{%- endmacro %}

{# The tables of core that a model's rows are made from, the nearest ones, by the names that core.dim_statement has for facts. #}
{% macro facts_of(node) -%}
    {#- Told once of a node: as many ways lead down to it as there are models above it. -#}
    {%- set told = project_graph().facts -%}
    {%- if node.unique_id in told -%}
        {{ return(told[node.unique_id]) }}
    {%- endif -%}
    {%- set found = namespace(near=[], far=[]) -%}
    {%- for key in node.depends_on.nodes -%}
        {%- set parent = project_graph().nodes.get(key) or project_graph().sources.get(key) -%}
        {%- set fact = parent.name.replace('fact_', '') if parent else '' -%}
        {%- if parent and parent.resource_type == 'source' and project_graph().sources.get('source.gongkai.core.fact_' ~ fact) -%}
            {%- set found.near = found.near + [fact] -%}
        {%- elif parent and parent.resource_type == 'model' and 'increment' not in parent.fqn -%}
            {%- if holds_reports(parent) -%}
                {%- set found.far = found.far + [parent] -%}
            {%- else -%}
                {%- set found.near = found.near + facts_of(parent) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if not found.near -%}
        {%- for parent in found.far -%}
            {%- set found.near = found.near + facts_of(parent) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do told.update({node.unique_id: found.near | unique | list}) -%}
    {{ return(told[node.unique_id]) }}
{%- endmacro %}

{# Rows that stay as they are aren't written again. #}
{% macro write_build_status(results) -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set made, facts = [], [] -%}
        {%- for result in results if is_mart(result.node) -%}
            {%- do made.append("('" ~ result.node.name ~ "', " ~ (result.status == 'success') ~ ", $words$" ~ (result.message or '') ~ "$words$)") -%}
        {%- endfor -%}
        {%- for node in project_graph().nodes.values() if holds_reports(node) -%}
            {%- for fact in facts_of(node) -%}
                {%- do facts.append("('" ~ node.name ~ "', '" ~ fact ~ "')") -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- set status = built_relation('build_status') -%}
        {%- set node = project_graph().nodes['model.gongkai.build_status'] -%}
        {%- if made and adapter.get_relation(node.database, node.schema, node.alias) is not none -%}
            create temporary table gongkai_status on commit drop as
            with mart (mart, is_made, words) as (
                values {{ made | join(', ') }}
            ),

            fact (model, fact) as (
                values {{ facts | join(', ') }}
            ),

            gone as (
                select distinct
                    report_key,
                    origin
                from {{ built_relation('left_out') }}
            ),

            form as (
                select
                    gone.report_key,
                    gone.origin,
                    string_agg(distinct statement.title, '、') as form
                from gone
                inner join fact
                    on gone.origin = fact.model
                inner join core.report_statement as statement
                    on gone.report_key = statement.report_key
                inner join core.dim_statement as entry
                    on
                        statement.statement_key = entry.statement_key
                        and fact.fact = entry.fact
                group by gone.report_key, gone.origin
            ),

            entry as (
                select
                    mart.mart,
                    case when not mart.is_made then 'not_built' when gone.report_key is null then 'whole' else 'left_out' end as status,
                    report.report_key,
                    report.agency,
                    report.fiscal_year,
                    report.kind,
                    report.kind_zh,
                    report.scope,
                    report.scope_zh,
                    document.file_name,
                    case when report.report_key is not null then coalesce(form.form, '文字说明') end as form,
                    gone.reason,
                    gone.origin,
                    gone.columns,
                    case when mart.is_made then gone.detail else mart.words end as detail
                from mart
                left join {{ built_relation('left_out') }} as gone
                    on mart.is_made and mart.mart = gone.model
                left join {{ built_relation('stg_report') }} as report
                    on gone.report_key = report.report_key
                left join raw.document as document
                    on report.document_key = document.document_key
                left join form
                    on
                        gone.report_key = form.report_key
                        and gone.origin = form.origin
            )

            select
                mart,
                case
                    when status = 'left_out'
                        then
                            row_number() over (
                                partition by mart
                                order by agency collate "C", fiscal_year, kind collate "C", scope collate "C", report_key
                            )
                    else 0
                end::integer as entry_no,
                status,
                {{ zh('status', {'whole': '完整', 'left_out': '未收入', 'not_built': '未构建'}) }} as status_zh,
                report_key,
                agency,
                fiscal_year,
                kind,
                kind_zh,
                scope,
                scope_zh,
                file_name,
                form,
                reason,
                {{ zh('reason', {
                    'repeated': '应唯一而重复',
                    'missing': '应有而缺',
                    'value': '不在取值之内',
                    'expression': '应成立而不成立',
                    'unknown': '所指不存在',
                    'invariant': '与所据的数不符',
                    'stopped': '算不出',
                }) }} as reason_zh,
                origin,
                columns,
                detail
            from entry;
            delete from {{ status }} as shown
            where
                shown.mart in (select new.mart from gongkai_status as new)
                and not exists (select from gongkai_status as new where new is not distinct from shown);
            insert into {{ status }}
            select * from gongkai_status
            except
            select * from {{ status }};
            drop table gongkai_status;
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
