{# The exact median of a numeric column, as an aggregate: percentile_cont would pass through a float. #}
{% macro median(expression) -%}
    (
        percentile_disc(0.5) within group (order by {{ expression }})
        + percentile_disc(0.5) within group (order by {{ expression }} desc)
    ) / 2
{%- endmacro %}

{# `part` as a percentage of `whole`, numeric(20, 4); null where there is no whole to compare with. #}
{% macro percent_of(part, whole) -%}
    round(100 * ({{ part }}) / nullif({{ whole }}, 0), 4)
{%- endmacro %}

{# Change from `prior` to `current` in percent of the size of `prior`; null where `prior` is null or zero. #}
{% macro percent_change(current, prior) -%}
    round(100 * (({{ current }}) - ({{ prior }})) / nullif(abs({{ prior }}), 0), 4)
{%- endmacro %}

{# `numerator` / `denominator`, numeric(20, 4); null where there is no denominator. #}
{% macro ratio(numerator, denominator) -%}
    round(({{ numerator }}) / nullif({{ denominator }}, 0), 4)
{%- endmacro %}

{# The first value of a group, in the order given, that isn't null. #}
{% macro first_value_stated(expression, ordering) -%}
    (array_agg({{ expression }} order by {{ ordering }}) filter (where {{ expression }} is not null))[1]
{%- endmacro %}

{# The same for texts, where an empty one says nothing. #}
{% macro first_text_stated(expression, ordering) -%}
    (array_agg({{ expression }} order by {{ ordering }}) filter (where {{ expression }} <> ''))[1]
{%- endmacro %}
