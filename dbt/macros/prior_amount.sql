{# Last year's amount by a sentence on the change against it, beside this year's amount as the mart has it. `change` is a row of stg_year_change.

   stated             the sentence prints last year's amount
   derived            the sentence's own amount − change, where its amount is the mart's
   derived_from_form  the mart's amount − change, where the sentence's amount is another (a slip) and the change fits the mart's: by the rate
                      stated beside it or, without one, no greater than the amount itself
   Otherwise there is none: a difference of two amounts that don't belong together says nothing. #}

{% macro prior_origin_by_prose(amount, change) -%}
    case
        when {{ change }}.prior_origin = 'stated' then 'stated'
        when {{ change }}.prior_amount is null or {{ change }}.amount is null then null
        when {{ agree(change ~ '.amount', amount) }} then 'derived'
        when
            {{ amount }} - {{ change }}.change_amount >= 0
            and case
                when {{ change }}.change_percent is null then abs({{ change }}.change_amount) <= {{ amount }}
                -- Half of a whole percent, as far as a rate may be rounded.
                else
                    abs(
                        100 * {{ change }}.change_amount
                        - {{ change }}.change_percent * ({{ amount }} - {{ change }}.change_amount)
                    ) <= 0.5 * ({{ amount }} - {{ change }}.change_amount)
            end
            then 'derived_from_form'
    end
{%- endmacro %}

{% macro prior_amount_by_prose(amount, change) -%}
    case {{ prior_origin_by_prose(amount, change) }}
        when 'derived_from_form' then {{ amount }} - {{ change }}.change_amount
        when 'derived' then {{ change }}.prior_amount
        when 'stated' then {{ change }}.prior_amount
    end
{%- endmacro %}

{# Which sentence counts where several speak of one subject: those that state its amount, then those that state none, in order of print. #}
{% macro sentences_in_order(amount, change) -%}
    case when {{ agree(change ~ '.amount', amount) }} then 1 when {{ change }}.amount is null then 2 else 3 end,
    {{ change }}.group_no, {{ change }}.fact_no
{%- endmacro %}
