{# At the end of a run: marts of earlier versions that this one no longer makes go, tables and views.

   Ours are told by their comment, which says what one row is; a table of somebody else's has none like it. What somebody
   made of such a mart isn't taken along: the mart stays as long as it is used. #}
{% macro drop_unmade() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set made = [] -%}
        {%- for node in project_graph().nodes.values() if node.resource_type in ('model', 'seed') -%}
            {%- do made.append("('" ~ node.schema ~ "', '" ~ node.alias ~ "')") -%}
        {%- endfor -%}
        do $gongkai$
        declare
            unmade record;
        begin
            for unmade in
                select
                    found.oid::regclass as relation,
                    case found.relkind when 'v' then 'view' else 'table' end as kind
                from pg_class as found
                where
                    found.relnamespace in (to_regnamespace('marts'), to_regnamespace('marts_zh'))
                    and found.relkind in ('r', 'v')
                    and pg_has_role(found.relowner, 'USAGE')
                    and obj_description(found.oid, 'pg_class') like '%| One row per%'
                    and (found.relnamespace::regnamespace::text, found.relname) not in (values {{ made | join(', ') }})
                order by found.relkind = 'v' desc
            loop
                begin
                    execute format('drop %s %s', unmade.kind, unmade.relation);
                exception
                    when dependent_objects_still_exist then
                        raise notice '% is of an earlier version and still used', unmade.relation;
                end;
            end loop;
        end
        $gongkai$;
    {%- endif -%}
{%- endmacro %}
