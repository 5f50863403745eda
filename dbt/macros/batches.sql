{# What a query of many joins computes at once is held on disk as a whole: for ten thousand reports more than a disk has. Here the rows of a model
   are computed for some hundred reports at a time, into `gongkai_rows`: with tables of only their rows in the place of what the query reads.
   An agency's reports are compared with one another, and a department's with those of the units that it lists: they are of one batch. #}
{% macro rows_in_batches(query, read) -%}
do $batches$
declare
    relations constant text[] := array[{% for one in read %}'{{ one.relation_name }}'{{ ', ' if not loop.last }}{% endfor %}]::text[];
    query text := $of_batch${{ query }}$of_batch$;
    belongs text;
    batched integer[];
    number integer;
    of_batch text[];
    round integer;
begin
    drop table if exists pg_temp.gongkai_rows, pg_temp.gongkai_family, pg_temp.gongkai_batch;
    execute 'create temporary table gongkai_rows on commit drop as ' || query || ' with no data';
    if (select count(*) from {{ built_relation('quality_report') }}) <= {{ var('reports_at_once') }} then
        execute 'insert into gongkai_rows ' || query;
        return;
    end if;

    create temporary table gongkai_family on commit drop as
    select distinct agency_key, agency_key as family from {{ built_relation('quality_report') }};
    loop
        update gongkai_family as own
        set family = nearest.family
        from (
            select link.agency_key, min(other.family collate "C") as family
            from (
                select unit.agency_key, alias.agency_key as other_key
                from {{ built_relation('int_listed_unit') }} as unit
                inner join {{ built_relation('stg_agency_alias') }} as alias on unit.unit_name = alias.alias
                union
                select alias.agency_key, unit.agency_key
                from {{ built_relation('int_listed_unit') }} as unit
                inner join {{ built_relation('stg_agency_alias') }} as alias on unit.unit_name = alias.alias
            ) as link
            inner join gongkai_family as other on link.other_key = other.agency_key
            group by link.agency_key
        ) as nearest
        where own.agency_key = nearest.agency_key and nearest.family collate "C" < own.family collate "C";
        exit when not found;
    end loop;

    create temporary table gongkai_batch on commit drop as
    select
        report.report_key,
        ((sum(count(*)) over (order by family.family collate "C") - 1) / {{ var('reports_at_once') }})::integer as batch
    from {{ built_relation('quality_report') }} as report
    inner join gongkai_family as family on report.agency_key = family.agency_key
    group by report.report_key, family.family;

    for relation in 1..coalesce(array_length(relations, 1), 0) loop
        select max(attname::text) into belongs
        from pg_attribute
        where attrelid = to_regclass(relations[relation]) and attname in ('report_key', 'document_key');
        if belongs is not null then
            batched := batched || relation;
            query := replace(query, relations[relation], format('pg_temp.gongkai_batch_%s', relation));
        end if;
    end loop;

    for round in select distinct batch from gongkai_batch order by batch loop
        of_batch := array(select report_key from gongkai_batch where batch = round);
        foreach number in array batched loop
            select max(attname::text) into belongs
            from pg_attribute
            where attrelid = to_regclass(relations[number]) and attname in ('report_key', 'document_key');
            execute format(
                'create temporary table gongkai_batch_%s on commit drop as select * from %s where %s',
                number,
                relations[number],
                case belongs
                    when 'report_key' then 'report_key = any($1)'
                    else 'document_key = any(array(select document_key from core.report_document where report_key = any($1)))'
                end
            ) using of_batch;
            execute format('analyze gongkai_batch_%s', number);
        end loop;
        execute 'insert into gongkai_rows ' || query;
        foreach number in array batched loop
            execute format('drop table pg_temp.gongkai_batch_%s', number);
        end loop;
    end loop;
end
$batches$
{%- endmacro %}

{# The query whose rows `rows_in_batches` has computed. #}
{% macro rows_of_batches() -%}
    select * from pg_temp.gongkai_rows
{%- endmacro %}

{# What the rules read has an index by report where it is read in batches. Made with the table: several models read batches at once. #}
{% macro index_for_batches() -%}
    {%- if execute -%}
do $index$
begin
    if (select count(*) from {{ built_relation('quality_report') }}) > {{ var('reports_at_once') }} then
        create index on {{ this }} (report_key);
    end if;
end
$index$
    {%- endif -%}
{%- endmacro %}
