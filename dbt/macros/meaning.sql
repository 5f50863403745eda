{# What a figure's column is of: basis, measure, member and fund together; no two columns of a form are of the same (core.figure). #}

{# Whether two rows are of columns of the same meaning. #}
{% macro same_column(one, other) -%}
    {{ one }}.basis = {{ other }}.basis
    and {{ one }}.measure = {{ other }}.measure
    and {{ one }}.member = {{ other }}.member
    and {{ one }}.fund = {{ other }}.fund
{%- endmacro %}

{# Whether a figure is this year's money of its measure, all of it. #}
{% macro of_year(figure) -%}
    {{ figure }}.basis = 'this_year' and {{ figure }}.member = ''
{%- endmacro %}

{# Whether a figure's column is one of amounts that the catalogue knows, of this year, the year before or a balance: such columns add up
   down their rows. #}
{% macro of_amounts(figure) -%}
    {{ figure }}.member = ''
    and {{ figure }}.measure <> 'unmapped'
    and {{ figure }}.basis in (
        'this_year', 'prior_year', 'opening', 'received', 'closing', 'initial_budget', 'adjusted_budget'
    )
{%- endmacro %}
