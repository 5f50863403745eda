{# The amount of one headline figure, in an aggregate over a report's rows of `int_headline`. #}
{% macro headline_amount(headline) -%}
    (max(amount) filter (where headline = '{{ headline }}'))::numeric(20, 2)
{%- endmacro %}

{# Where it comes from: printed, summed, stated, declared_nil; null where nothing is said. #}
{% macro headline_origin(headline) -%}
    max(origin) filter (where headline = '{{ headline }}')
{%- endmacro %}
