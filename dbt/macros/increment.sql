{# Marts that follow single reports. What a build does again is decided in models/increment:

   changed_report         reports whose own rows are made again
   changed_agency_report  with all other reports of their agencies: year over year, execution against the budget report
   changed_audit_report   with those and the reports of their departments and units: the rules
   changed_family_report  with those of the units below their agencies: what counts once
   changed_peer_report    with those, and all reports of their peers in that year: medians and ranks beside what counts once
   changed_year_report    with all reports of that year, kind and scope: groups that widen where there are few peers

   A model names its reach by its `incremental_strategy` (by_report, by_agency, by_audit, by_family, by_peers, by_year) and reads through `affected`.
   It reaches at least as far as each model that it reads (tests/dbt/test_reach.py). #}

{# The rows of a relation that this build has to read, under an alias where the query needs one: all where the model is made anew. #}
{% macro affected(relation, alias=none) -%}
    {%- if not execute -%}
        {%- do ref('changed_report') -%}
        {%- do ref('changed_agency_report') -%}
        {%- do ref('changed_audit_report') -%}
        {%- do ref('changed_family_report') -%}
        {%- do ref('changed_peer_report') -%}
        {%- do ref('changed_year_report') -%}
    {%- endif -%}
    {#- `this` of a unit test is no relation to ask for. -#}
    {%- if execute and config.get('materialized') == 'incremental' and is_incremental() -%}
        {#- An array, not a join: by the index whatever else the planner thinks, and into views. #}
        (
            select * from {{ relation }}
            where report_key = any(array(select report_key from {{ ref(affected_reports(config.get('incremental_strategy'))) }}))
        ) as {{ alias or 'affected' }}
    {%- else -%}
        {{ relation }}{% if alias %} as {{ alias }}{% endif %}
    {%- endif -%}
{%- endmacro %}

{# For the transaction of one model: where many reports are made again, no nested loops but as a last resort. A key of two columns, such as
   report and form, the planner takes for far rarer than it is, thinks a join of two of these one row, and loops over millions; hash joins
   are never that wrong. Of a few reports nested loops find the rows by their index, and nothing else is read; all those of a year are compared
   with one another, which a nested loop does row by row however few they are. #}
{% macro planner_by_reach() -%}
    {%- if not affected_reports(config.get('incremental_strategy')) -%}
    {%- elif is_incremental() and affected_reports(config.get('incremental_strategy')) != 'changed_year_report' -%}
        select set_config('enable_nestloop', (count(*) <= {{ var('few_reports') }})::text, true)
        from {{ ref(affected_reports(config.get('incremental_strategy'))) }}
    {%- else -%}
        {{ planner_settings() }}
    {%- endif -%}
{%- endmacro %}

{% macro affected_reports(strategy) -%}
    {{ return({'by_report': 'changed_report', 'by_agency': 'changed_agency_report', 'by_audit': 'changed_audit_report', 'by_family': 'changed_family_report', 'by_peers': 'changed_peer_report', 'by_year': 'changed_year_report'}.get(strategy)) }}
{%- endmacro %}

{% macro get_incremental_by_report_sql(arg_dict) %}
    {{ return(replace_rows_of_reports(arg_dict, ref('changed_report'))) }}
{% endmacro %}

{% macro get_incremental_by_agency_sql(arg_dict) %}
    {{ return(replace_rows_of_reports(arg_dict, ref('changed_agency_report'))) }}
{% endmacro %}

{% macro get_incremental_by_audit_sql(arg_dict) %}
    {{ return(replace_rows_of_reports(arg_dict, ref('changed_audit_report'))) }}
{% endmacro %}

{% macro get_incremental_by_family_sql(arg_dict) %}
    {{ return(replace_rows_of_reports(arg_dict, ref('changed_family_report'))) }}
{% endmacro %}

{% macro get_incremental_by_peers_sql(arg_dict) %}
    {{ return(replace_rows_of_reports(arg_dict, ref('changed_peer_report'))) }}
{% endmacro %}

{% macro get_incremental_by_year_sql(arg_dict) %}
    {{ return(write_what_differs(arg_dict, 'report_key = any(array(select report_key from ' ~ ref('changed_year_report') ~ '))')) }}
{% endmacro %}

{# A small mart that follows no single report. #}
{% macro get_incremental_anew_sql(arg_dict) %}
    {{ return(write_what_differs(arg_dict)) }}
{% endmacro %}

{# Few of many rows change: only those that differ are written. `within`: a condition on the rows that the query made again. #}
{% macro write_what_differs(arg_dict, within='true') -%}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) %}
    {%- set key = [config.get('unique_key')] if config.get('unique_key') is string else config.get('unique_key') %}
    delete from {{ arg_dict['target_relation'] }} as old
    where
        {{ within }}
        and ({{ key | join(', ') }}) in (
            select {{ key | join(', ') }}
            from (
                select {{ columns }} from {{ arg_dict['target_relation'] }} where {{ within }}
                except
                select {{ columns }} from {{ arg_dict['temp_relation'] }}
            ) as gone
        );
    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }} where {{ within }}
    except
    select {{ columns }} from {{ arg_dict['target_relation'] }} where {{ within }}
{%- endmacro %}

{# Also what a report has no rows of any longer goes; a model that reads more than it should still stays right. #}
{% macro replace_rows_of_reports(arg_dict, reports) -%}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) %}
    {#- An array, not a join: by the index whatever the model's hooks have told the planner. #}
    delete from {{ arg_dict['target_relation'] }} where report_key = any(array(select report_key from {{ reports }}));
    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }} where report_key in (select report_key from {{ reports }})
{%- endmacro %}

{# After a model was made: the planner's statistics where all of it is new; small changes are autovacuum's. Names what every such model follows. #}
{% macro analyze_anew() -%}
    {%- do ref('changed_report') -%}
    {%- do ref('left_out') -%}
    {%- if config.get('materialized') == 'incremental' and not is_incremental() -%}
        analyze {{ this }}
    {%- endif -%}
{%- endmacro %}

{# In one transaction with changed_report: from here on marts may hold rows of these reports, old or new ones, until `mark_built` says which.
   A build that is cut off is thus done again by the next, whatever was loaded or forgotten in between. #}
{% macro mark_changed() -%}
    update {{ ref('built_report') }} set version = '' where report_key in (select report_key from {{ this }});
    insert into {{ ref('built_report') }}
    select report_key, agency_key, peer_group, fiscal_year, kind, scope, '', ''
    from {{ this }} as changed
    where
        is_current
        and not exists (
            select 1 from {{ ref('built_report') }} as built
            where built.report_key = changed.report_key and built.peer_group = changed.peer_group
        )
{%- endmacro %}

{# At the end of a run in which every model that follows reports was made: they hold what changed_report saw. #}
{% macro mark_built(results) -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set made = results | selectattr('status', 'equalto', 'success') | map(attribute='node.unique_id') | list -%}
        {%- set following = [] -%}
        {%- for node in project_graph().nodes.values() if node.config.materialized == 'incremental' and affected_reports(node.config.incremental_strategy) -%}
            {%- do following.append(node.unique_id) -%}
        {%- endfor -%}
        {%- if following and following | reject('in', made) | list == [] -%}
            delete from {{ built_relation('built_report') }} where report_key in (select report_key from {{ built_relation('changed_report') }});
            insert into {{ built_relation('built_report') }}
            select report_key, agency_key, peer_group, fiscal_year, kind, scope, version, '{{ env_var("GONGKAI_DBT_PROJECT", "") }}'
            from {{ built_relation('changed_report') }}
            where is_current;
            delete from {{ built_relation('built_subject') }} as built using {{ built_relation('changed_subject') }} as changed
            where built.dimension = changed.dimension and built.subject_key = changed.subject_key;
            insert into {{ built_relation('built_subject') }}
            select dimension, subject_key, version from {{ built_relation('changed_subject') }};
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{# A hook of the project has no `ref`. #}
{% macro built_relation(name) -%}
    {%- set node = project_graph().nodes['model.gongkai.' ~ name] -%}
    {{ api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias) }}
{%- endmacro %}

{# Tests of models that follow reports look at the rows that the build made again; `dbt test` and a build from nothing look at all. #}
{% macro get_where_subquery(relation) -%}
    {%- set where = config.get('where', '') -%}
    {%- set tested = project_graph().nodes.get(model.attached_node) if execute else none -%}
    {%- set reports = affected_reports(tested.config.incremental_strategy) if tested else none -%}
    {%- if reports and not where and flags.WHICH == 'build' and not flags.FULL_REFRESH -%}
        {#- An array reaches into views, a join doesn't. -#}
        {%- set where = 'report_key = any(array(select report_key from ' ~ built_relation(reports) ~ '))' -%}
    {%- endif -%}
    {%- if where -%}
        {{ return('(select * from ' ~ relation ~ ' where ' ~ where ~ ') as dbt_subquery') }}
    {%- else -%}
        {{ return(relation) }}
    {%- endif -%}
{%- endmacro %}
