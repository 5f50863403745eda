{# The grain of a model: each of `columns` is filled, and no two rows agree in all of them. #}
{% test key(model, columns) %}

select
    {{ columns | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1 or num_nulls({{ columns | join(', ') }}) > 0

{% endtest %}
