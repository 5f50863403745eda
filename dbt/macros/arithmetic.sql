{# Arithmetic on money, each rule once. What these give has a declared scale: computed numerics otherwise carry any number of digits. #}

{% macro as_money(expression) -%}
    ({{ expression }})::numeric(20, 2)
{%- endmacro %}

{% macro as_percent(expression) -%}
    ({{ expression }})::numeric(28, 4)
{%- endmacro %}

{% macro sum_of(column, condition=none) -%}
    (sum({{ column }}){% if condition %} filter (where {{ condition }}){% endif %})::numeric(20, 2)
{%- endmacro %}

{# The exact median of a column, as an aggregate: percentile_cont would pass through a float. #}
{% macro median(column, scale=2) -%}
    ((
        percentile_disc(0.5) within group (order by {{ column }})
        + percentile_disc(0.5) within group (order by {{ column }} desc)
    ) / 2)::numeric(28, {{ scale }})
{%- endmacro %}

{# `part` as a percentage of `whole`; null where there is no whole to compare with. #}
{% macro percent_of(part, whole) -%}
    (100::numeric * ({{ part }}) / nullif({{ whole }}, 0))::numeric(28, 4)
{%- endmacro %}

{# Change from `prior` to `current` in percent of the size of `prior`; null where `prior` is null or zero. #}
{% macro percent_change(current, prior) -%}
    (100::numeric * (({{ current }}) - ({{ prior }})) / nullif(abs({{ prior }}), 0))::numeric(28, 4)
{%- endmacro %}

{# The same, but null above `large_change` percent where the amount before was derived and not printed: a slip of the prose would make it. #}
{% macro percent_change_told(current, prior, is_printed) -%}
    case
        when {{ is_printed }} or abs({{ percent_change(current, prior) }}) <= {{ var('large_change') }}
            then {{ percent_change(current, prior) }}
    end
{%- endmacro %}

{# `numerator` / `denominator`; null where there is no denominator. #}
{% macro ratio(numerator, denominator, scale=4) -%}
    (({{ numerator }})::numeric / nullif({{ denominator }}, 0))::numeric(28, {{ scale }})
{%- endmacro %}

{# The first amount of a group, in the order given, that isn't null. #}
{% macro first_amount_stated(column, ordering) -%}
    ((array_agg({{ column }} order by {{ ordering }}) filter (where {{ column }} is not null))[1])::numeric(20, 2)
{%- endmacro %}

{# The same for percentages. #}
{% macro first_percent_stated(column, ordering) -%}
    ((array_agg({{ column }} order by {{ ordering }}) filter (where {{ column }} is not null))[1])::numeric(28, 4)
{%- endmacro %}

{# The same for texts, where an empty one says nothing. #}
{% macro first_text_stated(column, ordering) -%}
    (array_agg({{ column }} order by {{ ordering }}) filter (where {{ column }} <> ''))[1]
{%- endmacro %}

{# What a subject of the prose is known by: its code, its item of the three public expenses, or a digest of its name. #}
{% macro stated_subject_key(relation) -%}
    coalesce({{ relation }}.function_code, {{ relation }}.three_public_item, left(md5({{ relation }}.subject), 13))
{%- endmacro %}
