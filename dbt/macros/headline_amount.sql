{# The amount of one headline figure, in an aggregate over a report's rows of `int_headline`. #}
{% macro headline_amount(headline) -%}
    (max(amount) filter (where headline = '{{ headline }}'))::numeric(20, 2)
{%- endmacro %}

{# Where it comes from: printed, summed, stated, declared_nil; null where nothing is said. #}
{% macro headline_origin(headline) -%}
    max(origin) filter (where headline = '{{ headline }}')
{%- endmacro %}

{# The headline that is all expenditure of a fund. #}
{% macro expenditure_of_fund(fund) -%}
    case {{ fund }}
        when 'all' then 'expenditure'
        when 'fiscal' then 'fiscal_expenditure'
        when 'general_public' then 'general_public_expenditure'
        when 'government_fund' then 'government_fund_expenditure'
        when 'state_capital' then 'state_capital_expenditure'
    end
{%- endmacro %}
