{# Per-head amounts compare like with like: a headcount is of all people, whichever money pays them. #}

{# How much of an agency the general public budget pays for, in percent: its personnel and public expenditure of the basic expenditure of all
   money, else its expenditure of the expenditure. Over the columns of a report's headlines. #}
{% macro general_public_coverage() -%}
    coalesce(
        case when basic_fund = 'all' then {{ percent_of('personnel + public', 'basic') }} end,
        {{ percent_of('general_public_expenditure', 'expenditure') }}
    )
{%- endmacro %}

{# An amount of a fund per head: null where the amount is of the general public budget and that budget pays for too little of the whole. #}
{% macro per_head_of_fund(amount, heads, fund, coverage) -%}
    case
        when {{ fund }} = 'all' or {{ coverage }} >= {{ var('coverage_floor') }}
            then {{ ratio(amount, heads, 2) }}
    end
{%- endmacro %}
