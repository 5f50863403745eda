{# Dimensions of the marts, and the foreign keys that lead to them.

   A dimension is never made anew while marts point to it: its rows are written into the table that is there (strategy `upsert`). What
   `core` no longer has goes at the end of a run, when no mart points to it any longer. A full refresh makes dimensions first and marts
   after them, each with its foreign keys; where it was of some models only, the foreign keys that fell are put back. #}

{% macro is_dimension(node) -%}
    {{ return(node.resource_type == 'model' and node.config.incremental_strategy == 'upsert') }}
{%- endmacro %}

{# Rows that are as they were aren't written again. #}
{% macro get_incremental_upsert_sql(arg_dict) -%}
    {%- set columns = arg_dict['dest_columns'] | map(attribute='name') | list -%}
    {%- set others = columns | reject('equalto', arg_dict['unique_key']) | list -%}
    insert into {{ arg_dict['target_relation'] }} as held ({{ columns | join(', ') }})
    select {{ columns | join(', ') }} from {{ arg_dict['temp_relation'] }}
    on conflict ({{ arg_dict['unique_key'] }}) do update
    set {% for column in others %}{{ column }} = excluded.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
    where (held.{{ others | join(', held.') }}) is distinct from (excluded.{{ others | join(', excluded.') }})
{%- endmacro %}

{# At the end of a run: rows of the dimensions that it made which are no longer in `core` and to which nothing points go. Again and again
   until none goes, for dimensions point to each other and subjects to those above them. #}
{% macro drop_orphans(results) -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set made = [] -%}
        {%- for result in results if is_dimension(result.node) and result.status == 'success' -%}
            {%- do made.append(result.node) -%}
        {%- endfor -%}
        {%- if made -%}
            do $gongkai$
            declare
                relations constant regclass[] := array[{% for node in made %}'{{ node.relation_name }}'{{ ', ' if not loop.last }}{% endfor %}]::regclass[];
                keys constant text[] := array[{% for node in made %}'{{ node.config.unique_key }}'{{ ', ' if not loop.last }}{% endfor %}];
                queries constant text[] := array[{% for node in made %}$query${{ node.compiled_code }}$query${{ ', ' if not loop.last }}{% endfor %}];
                orphans text[];
                reference record;
                kind text;
                free text[];
                pointed text[];
                gone bigint;
                deleted bigint;
            begin
                for number in 1..cardinality(relations) loop
                    execute format(
                        'create temporary table gongkai_orphan_%s on commit drop as select %2$I as key from %3$s except select %2$I from (%4$s) as held',
                        number, keys[number], relations[number], queries[number]
                    );
                end loop;
                loop
                    gone := 0;
                    for number in 1..cardinality(relations) loop
                        execute format('select array(select key::text from gongkai_orphan_%s)', number) into free;
                        -- One table after the other: a Citus cluster deletes nothing of a reference table by what stands in tables that are spread.
                        for reference in
                            select
                                pointing.conrelid::regclass as relation,
                                own.attname as name
                            from pg_constraint as pointing
                            inner join pg_attribute as own
                                on pointing.conrelid = own.attrelid and pointing.conkey[1] = own.attnum
                            where pointing.contype = 'f' and pointing.confrelid = relations[number]
                        loop
                            exit when cardinality(free) = 0;
                            select format_type(held.atttypid, held.atttypmod) into kind
                            from pg_attribute as held
                            where held.attrelid = relations[number] and held.attname = keys[number];
                            execute format(
                                'select array(select distinct fact.%1$I::text from %2$s as fact where fact.%1$I = any($1::%3$s[]))',
                                reference.name, reference.relation, kind
                            ) into pointed using free;
                            free := array(select unnest(free) except select unnest(pointed));
                        end loop;
                        continue when cardinality(free) = 0;
                        execute format(
                            'delete from %s where %I = any($1::%s[])', relations[number], keys[number], kind
                        ) using free;
                        get diagnostics deleted = row_count;
                        execute format('delete from gongkai_orphan_%s where key = any($1::%s[])', number, kind) using free;
                        gone := gone + deleted;
                    end loop;
                    exit when gone = 0;
                end loop;
                for number in 1..cardinality(relations) loop
                    execute format('drop table gongkai_orphan_%s', number);
                end loop;
            end
            $gongkai$;
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{# At the end of a run: foreign keys that a table of the marts should have and hasn't, for a dimension was made anew without it, or the
   key leads to the dimension itself (`leads_above`: dbt takes that for a circle). Where a row leads to nothing, the mart is of an earlier
   state and the next build makes it anew. #}
{% macro restore_foreign_keys(results) -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set wanted = [] -%}
        {%- for node in project_graph().nodes.values() if node.resource_type == 'model' and node.config.materialized == 'incremental' -%}
            {%- set own = built_relation(node.name) -%}
            {%- for constraint in node.constraints if constraint.type == 'foreign_key' -%}
                {%- set other = modules.re.sub("^ref\\('(.*)'\\)$", '\\1', constraint.to) -%}
                {%- set target = built_relation(other) if other != constraint.to else constraint.to -%}
                {%- do wanted.append("('" ~ own ~ "', '" ~ constraint.columns[0] ~ "', '" ~ target ~ "', '" ~ constraint.to_columns[0] ~ "')") -%}
            {%- endfor -%}
            {%- if node.config.meta.leads_above -%}
                {%- do wanted.append("('" ~ own ~ "', '" ~ node.config.meta.leads_above ~ "', '" ~ own ~ "', '" ~ node.config.unique_key ~ "')") -%}
            {%- endif -%}
        {%- endfor -%}
        do $gongkai$
        declare
            wanted record;
        begin
            for wanted in
                select
                    key.own,
                    key.own_column,
                    key.target,
                    key.target_column
                from (values {{ wanted | join(', ') }}) as key (own, own_column, target, target_column)
                inner join pg_attribute as held
                    on to_regclass(key.own) = held.attrelid and key.own_column = held.attname
                where
                    to_regclass(key.target) is not null
                    and not exists (
                        select
                        from pg_constraint as there
                        where
                            there.contype = 'f'
                            and there.conrelid = held.attrelid
                            and there.confrelid = to_regclass(key.target)
                            and there.conkey = array[held.attnum]
                    )
            loop
                begin
                    execute format(
                        'alter table %s add foreign key (%I) references %s (%I)',
                        wanted.own, wanted.own_column, wanted.target, wanted.target_column
                    );
                exception
                    when foreign_key_violation then
                        null;
                end;
            end loop;
        end
        $gongkai$;
    {%- endif -%}
{%- endmacro %}
