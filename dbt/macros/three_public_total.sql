{# A column over the items of the three public expenses: the total that a form prints as a row of its own, else what its items add up to. #}
{% macro printed_total_or_sum(column) -%}
    coalesce(
        max({{ column }}) filter (where item = 'total'),
        sum({{ column }}) filter (where item <> 'total')
    )::numeric(20, 2)
{%- endmacro %}

{# Whether an amount of the prose is of one of the three public expenses, meetings or training and of nothing else (no 进修及培训/培训支出). #}
{% macro tells_item_by_itself(disclosure) -%}
    {{ disclosure }}.topic <> 'performance'
    and {{ disclosure }}.amount_yuan is not null
    and case {{ disclosure }}.three_public_item when 'total' then 'three_public' else {{ disclosure }}.three_public_item end
    = any({{ disclosure }}.marks)
{%- endmacro %}
