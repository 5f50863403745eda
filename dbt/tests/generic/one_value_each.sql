{# Rows of `each` that have several values in `column`; an empty one is a value. #}
{% test one_value_each(model, column, each) %}
    select {{ each }}
    from {{ model }}
    group by {{ each }}
    having count(distinct coalesce({{ column }}, '')) > 1
{% endtest %}
