{# A report that breaks an invariant is left out of the model concerned and of all that is made from it; every other report is there.

   The invariants of a model are its primary key, its foreign keys and its data tests, written once in its yml. While the model is made they are asked of its
   rows as a query. A report that breaks one is noted in `left_out`, and the model is made again without anything of that report. A query
   that the data of a report stops (a number out of range, a text that is no number) is tried on fewer reports until that report is found.
   Models further down leave the report out too: what they would say of it would lack a part. #}

{# Whether a model's rows belong to reports, so that a report can be left out of it. #}
{% macro holds_reports(node) -%}
    {{ return(
        node.resource_type == 'model'
        and (
            (node.config.materialized == 'incremental' and affected_reports(node.config.incremental_strategy) is not none)
            or (node.config.materialized == 'table' and 'quality' in node.tags)
        )
    ) }}
{%- endmacro %}

{# dbt makes every table by this macro: the first one of a model, and the one that holds the rows of reports to be made again. #}
{% macro postgres__create_table_as(temporary, relation, sql) -%}
    {%- set made = dbt.postgres__create_table_as(temporary, relation, sql) -%}
    {%- if holds_reports(model) -%}
        {{ make_without_breaches(temporary, relation, made, sql) }}
    {%- else -%}
        {{ made }}
    {%- endif -%}
{%- endmacro %}

{# The nodes that a model reads, through views and queries without a table of their own: {'models': those that hold reports, 'read': the
   relations that the model's query names}. What notes the builds themselves is no part of either, nor are dimensions: a model points to them. #}
{% macro nodes_read(node) -%}
    {%- set found = namespace(models=[], read=[]) -%}
    {%- for key in node.depends_on.nodes -%}
        {%- set parent = project_graph().nodes.get(key) or project_graph().sources.get(key) -%}
        {%- if parent and 'increment' not in parent.fqn and not is_dimension(parent) and parent.resource_type in ('model', 'source') -%}
            {%- set further = parent.resource_type == 'model' and not holds_reports(parent) -%}
            {%- if parent.resource_type == 'source' or parent.config.materialized != 'ephemeral' -%}
                {%- set found.read = found.read + [parent] -%}
            {%- endif -%}
            {%- if further -%}
                {%- set above = nodes_read(parent) -%}
                {%- set found.models = found.models + above.models -%}
                {%- if parent.config.materialized == 'ephemeral' -%}
                    {%- set found.read = found.read + above.read -%}
                {%- endif -%}
            {%- elif parent.resource_type == 'model' -%}
                {%- set found.models = found.models + [parent.name] -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return({'models': found.models | unique | list, 'read': found.read | unique(attribute='unique_id') | list}) }}
{%- endmacro %}

{# A model's invariants as one query over `@made`, its rows: report_key, reason, columns, detail of each breach. #}
{% macro breaches(node) -%}
    {%- set found = namespace(keys=[], required=[], parts=[]) -%}
    {%- for constraint in node.constraints if constraint.type == 'primary_key' -%}
        {%- set found.keys = found.keys + [constraint.columns | join(', ')] -%}
        {%- set found.required = found.required + constraint.columns -%}
    {%- endfor -%}
    {%- for test in project_graph().tests.get(node.unique_id, []) -%}
        {%- set name, given = test.test_metadata.name, test.test_metadata.kwargs -%}
        {%- if name == 'unique_combination' -%}
            {%- set found.keys = found.keys + [given.columns | join(', ')] -%}
        {%- elif name == 'unique' -%}
            {%- set found.keys = found.keys + [given.column_name] -%}
        {%- elif name == 'not_null' -%}
            {%- set found.required = found.required + [given.column_name] -%}
        {%- elif name == 'accepted_values' -%}
            {%- set values = given['values'] | map('string') | join("', '") -%}
            {%- set found.parts = found.parts + [
                "select report_key, 'value' as reason, '" ~ given.column_name ~ "' as columns, " ~ given.column_name ~ "::text as detail"
                ~ " from @made where " ~ given.column_name ~ "::text not in ('" ~ values ~ "')"
            ] -%}
        {%- elif name == 'expression_holds' -%}
            {%- set expression = given.expression -%}
            {%- set found.parts = found.parts + [
                "select report_key, 'expression' as reason, '' as columns, $expression$" ~ expression ~ "$expression$ as detail"
                ~ " from @made where not (" ~ expression ~ ")"
            ] -%}
        {%- elif name == 'keeps' -%}
            {%- set found.parts = found.parts + [
                "select report_key, 'invariant' as reason, columns, detail from (" ~ breaches_of(given.invariant, '@made') ~ ") as breach"
            ] -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for constraint in node.constraints if constraint.type == 'foreign_key' -%}
        {%- set named, same = [], [] -%}
        {%- for column in constraint.columns -%}
            {%- do named.append("made." ~ column) -%}
            {%- do same.append("made." ~ column ~ " = pointed." ~ constraint.to_columns[loop.index0]) -%}
        {%- endfor -%}
        {%- set found.parts = found.parts + [
            "select made.report_key, 'unknown' as reason, '" ~ constraint.columns | join(', ') ~ "' as columns, concat_ws(', ', "
            ~ named | join(', ') ~ ") as detail from @made as made where not (" ~ named | join(' is null or ') ~ " is null)"
            ~ " and not exists (select from " ~ constraint.to ~ " as pointed where " ~ same | join(' and ') ~ ")"
        ] -%}
    {%- endfor -%}
    {%- for columns in found.keys | unique -%}
        {%- set named = columns.split(', ') | reject('equalto', 'report_key') | list -%}
        {%- set found.parts = found.parts + [
            "select unnest(array_agg(distinct report_key)) as report_key, 'repeated' as reason, '" ~ columns ~ "' as columns, "
            ~ "concat_ws(', ', " ~ (named | join(', ') ~ ", " if named else "") ~ "count(*) || ' ×') as detail"
            ~ " from @made group by " ~ columns ~ " having count(*) > 1"
        ] -%}
    {%- endfor -%}
    {%- set required = found.required | unique | reject('equalto', 'report_key') | list -%}
    {%- if required -%}
        {%- set absent = [] -%}
        {%- for column in required -%}
            {%- do absent.append("case when " ~ column ~ " is null then '" ~ column ~ "' end") -%}
        {%- endfor -%}
        {%- set found.parts = found.parts + [
            "select report_key, 'missing' as reason, concat_ws(', ', " ~ absent | join(', ') ~ ") as columns, '' as detail"
            ~ " from @made where " ~ required | join(' is null or ') ~ " is null"
        ] -%}
    {%- endif -%}
    {{ return(found.parts | join(' union all ')) }}
{%- endmacro %}

{# Make a model's table (`made`: the statement that does; `query`: the model's own), leave out what breaks its invariants, and note it.

   As long as nothing is wrong the statement runs as it is. Once a report has to stay out, views stand in for the relations that the query
   names: they show the reports of `gongkai_kept`. Where the query itself stops, it is tried on parts of the reports, then on parts of those
   that it stops at, until each report that stops it is found; what stops it without any report, or over and over, is an error of the model. #}
{% macro make_without_breaches(temporary, relation, made, query) -%}
    {%- set read = nodes_read(model) -%}
    {%- set reach = affected_reports(model.config.incremental_strategy) or 'changed_audit_report' -%}
    {%- set made_again = 'report_key in (select report_key from ' ~ built_relation(reach) ~ ')' if temporary or model.config.materialized == 'table' else 'true' -%}
    {%- set left_out = built_relation('left_out') -%}
    {%- set keys = model.constraints | selectattr('type', 'equalto', 'primary_key') | map(attribute='columns') | list -%}
    {%- set in_batches = model.config.meta.get('in_batches', false) -%}
    {%- set invariants = breaches(model) or 'select null::text as report_key where false' -%}
    {%- set stops = 'data_exception or cardinality_violation or program_limit_exceeded' -%}
do $gongkai$
declare
    model_name constant text := '{{ model.name }}';
    -- What the model reads, and the name of each in the schema of temporary views.
    relations constant text[] := array[{% for one in read.read %}'{{ one.relation_name }}'{{ ', ' if not loop.last }}{% endfor %}]::text[];
    names constant text[] := array[{% for one in read.read %}'{{ one.identifier or one.alias }}'{{ ', ' if not loop.last }}{% endfor %}]::text[];
    -- Where the rows are computed before they are put into the table.
    batches text := $fill${% if in_batches %}{{ rows_in_batches(query, read.read) }}{% else %}select{% endif %}$fill$;
    made text := $made${{ made | replace(query, rows_of_batches()) if in_batches else made }}$made$;
    query text := $query${{ rows_of_batches() if in_batches else query }}$query$;
    invariants constant text := $invariants${{ invariants }}$invariants$;
    key_of_made constant text := '{{ 'alter table ' ~ relation ~ ' add primary key (' ~ keys[0] | join(', ') ~ ')' if temporary and keys }}';
    candidates text[];
    kept text[];
    firsts integer[];
    lasts integer[];
    first integer;
    last integer;
    tries integer := 0;
    is_stopped boolean;
    belongs text;
    broken jsonb;
    words text;
begin
    delete from {{ left_out }} where model = model_name and {{ made_again }};
    insert into {{ left_out }} (report_key, model, origin, reason, columns, detail)
    select distinct on (report_key) report_key, model_name, origin, reason, columns, detail
    from {{ left_out }}
    where model = any(array[{% for one in read.models %}'{{ one }}'{{ ', ' if not loop.last }}{% endfor %}]::text[]) and {{ made_again }}
    order by report_key, origin collate "C", reason collate "C", columns collate "C", detail collate "C";

    loop
        tries := tries + 1;
        candidates := array(
            select report.report_key
            from core.dim_report as report
            where
                report.is_current
                and {{ made_again }}
                and not exists (
                    select from {{ left_out }} as gone where gone.model = model_name and gone.report_key = report.report_key
                )
            order by report.report_key
        );
        if to_regclass('pg_temp.gongkai_kept') is null
            and (tries > 1 or exists (select from {{ left_out }} where model = model_name and {{ made_again }})) then
            create temporary table gongkai_kept (report_key text collate "C") on commit drop;
            for number in 1..coalesce(array_length(relations, 1), 0) loop
                {# Rows of documents are those of the reports that the documents belong to. #}
                select max(attname::text) into belongs
                from pg_attribute
                where attrelid = to_regclass(relations[number]) and attname in ('report_key', 'document_key');
                if belongs is not null then
                    execute format(
                        'create temporary view %I as select * from %s where %s',
                        names[number],
                        relations[number],
                        case belongs
                            when 'report_key' then 'report_key = any(array(select report_key from pg_temp.gongkai_kept))'
                            else
                                'document_key = any(array(select part.document_key from core.report_document as part'
                                || ' inner join pg_temp.gongkai_kept as kept on part.report_key = kept.report_key))'
                        end
                    );
                    batches := replace(batches, relations[number], format('pg_temp.%I', names[number]));
                    made := replace(made, relations[number], format('pg_temp.%I', names[number]));
                    query := replace(query, relations[number], format('pg_temp.%I', names[number]));
                end if;
            end loop;
        end if;
        if to_regclass('pg_temp.gongkai_kept') is not null then
            delete from gongkai_kept;
            insert into gongkai_kept select unnest(candidates);
        end if;

        is_stopped := false;
        broken := null;
        begin
            execute batches;
            execute made;
            execute format('select jsonb_agg(to_jsonb(breach)) from (%s) as breach where report_key = any($1)', replace(invariants, '@made', '{{ relation }}')) into broken using candidates;
            if broken is not null then
                drop table {{ relation }};
            elsif key_of_made <> '' then
                execute key_of_made;
            end if;
        exception
            when integrity_constraint_violation then
                words := sqlerrm;
                execute batches;
                execute format('create temporary table gongkai_made as %s', query);
                execute format('select jsonb_agg(to_jsonb(breach)) from (%s) as breach where report_key = any($1)', replace(invariants, '@made', 'gongkai_made')) into broken using candidates;
                drop table gongkai_made;
                is_stopped := broken is null;
            when {{ stops }} then
                words := sqlerrm;
                is_stopped := true;
        end;
        exit when broken is null and not is_stopped;
        {#- The views are made first: the parts are tried through them. -#}
        continue when is_stopped and tries = 1;

        if is_stopped then
            broken := '[]';
            kept := '{}';
            firsts := array[1, 1];
            lasts := array[cardinality(candidates), 0];
            while cardinality(firsts) > 0 loop
                first := firsts[cardinality(firsts)];
                last := lasts[cardinality(lasts)];
                firsts := firsts[:cardinality(firsts) - 1];
                lasts := lasts[:cardinality(lasts) - 1];
                tries := tries + 1;
                delete from gongkai_kept;
                insert into gongkai_kept select unnest(kept || candidates[first:last]);
                begin
                    execute batches;
                    execute made;
                    execute coalesce(nullif(key_of_made, ''), 'select');
                    raise exception using errcode = 'GK001';
                exception
                    when sqlstate 'GK001' or integrity_constraint_violation then
                        is_stopped := false;
                    when {{ stops }} then
                        is_stopped := true;
                        words := sqlerrm;
                end;
                if is_stopped and (last < first or tries > {{ var('most_tries') }}) then
                    raise exception '%', words;
                elsif not is_stopped then
                    kept := kept || candidates[first:last];
                elsif first = last then
                    broken := broken || jsonb_build_object('report_key', candidates[first], 'reason', 'stopped', 'columns', '', 'detail', words);
                else
                    firsts := firsts || array[(first + last) / 2 + 1, first];
                    lasts := lasts || array[last, (first + last) / 2];
                end if;
            end loop;
        end if;
        if broken is null or broken = '[]' then
            raise exception '%', words;
        end if;
        insert into {{ left_out }} (report_key, model, origin, reason, columns, detail)
        select distinct on (breach.report_key)
            breach.report_key,
            model_name,
            model_name,
            breach.reason,
            breach.columns,
            breach.detail
        from jsonb_to_recordset(broken) as breach (report_key text, reason text, columns text, detail text)
        order by breach.report_key, breach.reason collate "C", breach.columns collate "C", breach.detail collate "C";
    end loop;
    if to_regclass('pg_temp.gongkai_kept') is not null then
        drop table gongkai_kept cascade;
    end if;
end
$gongkai$;
{%- endmacro %}
