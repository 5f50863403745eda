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

{# The money that a headline is of where it is told without a form: its name says it, or nothing does. #}
{% macro fund_of_stated(headline) -%}
    case
        when {{ headline }} = 'government_fund_expenditure' then 'government_fund'
        when {{ headline }} = 'state_capital_expenditure' then 'state_capital'
        when {{ headline }} in ('general_public_expenditure', 'operating_costs') then 'general_public'
        when {{ headline }} in ('fiscal_revenue_total', 'fiscal_expenditure_total', 'fiscal_revenue', 'fiscal_expenditure')
            then 'fiscal'
        else 'all'
    end
{%- endmacro %}
