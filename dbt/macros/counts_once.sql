{# Of one thing that a report tells of in several places (form and prose, two sentences, two tables) one place counts: the first. In that place
   rows of prose with the same amount are the same thing said again; a form may well print two lines alike. #}

{# Whether a row stands in the place that counts. `thing`: columns that say what it is, the report first; `place`: columns to order its places by. #}
{% macro stands_first(thing, place) -%}
    rank() over (partition by {{ thing }} order by {{ place }}) = 1
{%- endmacro %}

{# The same, and whether it is the first that says so there. `said`: what is said of the thing; `row_no`: the order of the rows. #}
{% macro said_first(thing, place, said, row_no) -%}
    (
        {{ stands_first(thing, place) }}
        and row_number() over (partition by {{ thing }}, {{ place }}, {{ said }} order by {{ row_no }}) = 1
    )
{%- endmacro %}

{# Where a form counts a thing, what the prose says of it counts no more, in whatever words. `thing`: columns that say what it is. #}
{% macro form_goes_first(row, thing) -%}
    ({{ row }}.statement_seq is not null or not bool_or({{ row }}.statement_seq is not null) over (partition by {{ thing }}))
{%- endmacro %}

{# Whether two amounts in yuan agree, as prose in 万元 with two decimals prints them: 0.005 万元 for each number that was rounded. #}
{% macro agree(one, other, numbers=2) -%}
    abs(({{ one }}) - ({{ other }})) <= 50 * ({{ numbers }})
{%- endmacro %}
