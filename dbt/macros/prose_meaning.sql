{# What the prose speaks of, in the forms (seeds/prose_figure.csv): rows of the forms by what a disclosure's words, metric and fund say. #}

{# One row per text of the disclosures in `stated` and place of a form that it means; `metric`: its column, `only`: a condition on the disclosures.
   Patterns are matched once a text, not once a statement: to be materialised, or the planner would match them to every figure. #}
{% macro meanings_of(stated, metric='metric', only='') -%}
    select
        text.kind,
        text.marks,
        text.{{ metric }},
        text.fund,
        mapping.statement_key,
        mapping.side_pattern,
        mapping.line_pattern,
        mapping.row_kind,
        mapping.label,
        mapping.basis,
        mapping.measure,
        coalesce(mapping.member, '') as member
    from (
        select distinct
            kind,
            marks,
            {{ metric }},
            fund
        from {{ stated }}
        {{ 'where ' ~ only if only }}
    ) as text
    inner join {{ ref('prose_figure') }} as mapping
        on
            text.kind = mapping.kind
            and mapping.item = any(text.marks)
            and text.{{ metric }} = any(string_to_array(mapping.metrics, ' '))
            and text.fund ~ coalesce(mapping.fund_pattern, '')
{%- endmacro %}

{# Whether a disclosure is of a text of `meanings_of`. #}
{% macro means(stated, meaning, metric='metric') -%}
    {{ stated }}.kind = {{ meaning }}.kind
    and {{ stated }}.marks = {{ meaning }}.marks
    and {{ stated }}.{{ metric }} = {{ meaning }}.{{ metric }}
    and {{ stated }}.fund = {{ meaning }}.fund
{%- endmacro %}

{# Whether a figure stands at a place of a form; `place`: a row of `meanings_of`, or of the seed, whose member may be null. #}
{% macro stands_at(figure, place, member='') -%}
    {{ place }}.statement_key = {{ figure }}.statement_key
    and {{ place }}.basis = {{ figure }}.basis
    and {{ place }}.measure = {{ figure }}.measure
    and {{ member or place ~ '.member' }} = {{ figure }}.member
    and ({{ place }}.side_pattern is null or {{ figure }}.side ~ {{ place }}.side_pattern)
    and ({{ place }}.line_pattern is null or {{ figure }}.line ~ {{ place }}.line_pattern)
    and ({{ place }}.row_kind is null or {{ place }}.row_kind = {{ figure }}.row_kind)
    and ({{ place }}.label is null or {{ place }}.label = any({{ figure }}.marks))
{%- endmacro %}
