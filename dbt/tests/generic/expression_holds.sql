{# Every row satisfies `expression`; a row where it is null (nothing to compare) passes. #}
{% test expression_holds(model, expression) %}

select *
from {{ model }}
where not ({{ expression }})

{% endtest %}
