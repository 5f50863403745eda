{# No report breaks an invariant of macros/invariants.sql. #}
{% test keeps(model, invariant) %}

select *
from ({{ breaches_of(invariant, model) }}) as breach

{% endtest %}
