{# What must hold of a mart beyond its own rows, each once: the rows of `made` against what they are made from. Each query gives report_key,
   columns and detail of a breach. A mart names its invariants in its yml (`keeps`); while it is made, a report that breaks one is left out
   and named (macros/left_out.sql).

   These are about our own arithmetic: amounts against the leaves of the forms, one mart against another. Where a document contradicts itself
   (its rows don't make the total that it prints) it is shown as published, and the rules of reconciliation say so. #}

{% macro breaches_of(name, made) -%}
    {%- if name == 'spending_makes_its_forms' -%}
        {{ invariant_spending_makes_its_forms(made) }}
    {%- elif name == 'spending_economic_makes_its_forms' -%}
        {{ invariant_spending_economic_makes_its_forms(made) }}
    {%- elif name == 'classes_make_their_form' -%}
        {{ invariant_classes_make_their_form(made) }}
    {%- elif name == 'headlines_are_those_of_the_mart' -%}
        {{ invariant_headlines_are_those_of_the_mart(made) }}
    {%- elif name == 'parts_are_within_their_whole' -%}
        {{ invariant_parts_are_within_their_whole(made) }}
    {%- elif name == 'projects_make_their_form' -%}
        {{ invariant_projects_make_their_form(made) }}
    {%- elif name == 'revenue_makes_its_form' -%}
        {{ invariant_revenue_makes_its_form(made) }}
    {%- elif name in shares_of_marts() -%}
        {{ invariant_shares_make_a_whole(made, **shares_of_marts()[name]) }}
    {%- else -%}
        {{ exceptions.raise_compiler_error('no invariant is named ' ~ name) }}
    {%- endif -%}
{%- endmacro %}

{# What the rows of the widest form that add up print as their total, as its figures are registered: facts and names of subjects play no part. #}
{% macro leaves_of_widest_form(made) -%}
    select
        printed.report_key,
        sum(printed.amount) as amount
    from (
        select
            figure.report_key,
            figure.statement_seq,
            figure.row_no,
            sum(figure.amount_yuan) filter (where figure.measure = 'total' and {{ of_year('figure') }}) as amount
        from {{ ref('stg_figure') }} as figure
        where
            figure.role in ('leaf', 'total')
            and figure.report_key = any(array(select distinct report_key from {{ made }}))
        group by figure.report_key, figure.statement_seq, figure.row_no
        having bool_or(figure.role = 'leaf')
    ) as printed
    inner join (
        select distinct
            report_key,
            statement_seq
        from {{ ref('int_function_leaf') }}
        where is_widest and report_key = any(array(select distinct report_key from {{ made }}))
    ) as form
        on
            printed.report_key = form.report_key
            and printed.statement_seq = form.statement_seq
    group by printed.report_key
{%- endmacro %}

{% macro invariant_classes_make_their_form(made) -%}
    select
        mart.report_key,
        'amount' as columns,
        mart.amount || ' ≠ ' || leaves.amount as detail
    from (
        select
            report_key,
            sum(amount) filter (where level = 'class') as amount
        from {{ made }}
        group by report_key
    ) as mart
    inner join ({{ leaves_of_widest_form(made) }}) as leaves
        on mart.report_key = leaves.report_key
    where mart.amount <> leaves.amount
{%- endmacro %}

{% macro invariant_spending_makes_its_forms(made) -%}
    select
        mart.report_key,
        'amount' as columns,
        mart.amount || ' ≠ ' || leaves.amount as detail
    from (
        select
            report_key,
            sum(amount) as amount,
            bool_or(fund in ('all', 'remaining')) as is_all
        from {{ made }}
        group by report_key
    ) as mart
    inner join ({{ leaves_of_widest_form(made) }}) as leaves
        on mart.report_key = leaves.report_key
    where mart.is_all and mart.amount <> leaves.amount
{%- endmacro %}

{% macro invariant_spending_economic_makes_its_forms(made) -%}
    select
        mart.report_key,
        'amount' as columns,
        mart.amount || ' ≠ ' || classes.amount as detail
    from (
        select
            report_key,
            system,
            coverage,
            fund,
            sum(amount) as amount
        from {{ made }}
        group by report_key, system, coverage, fund
    ) as mart
    inner join (
        select
            report_key,
            system,
            coverage,
            fund,
            sum(amount) as amount
        from {{ ref('int_economic_amount') }}
        where level = 'class'
        group by report_key, system, coverage, fund
    ) as classes
        on
            mart.report_key = classes.report_key
            and mart.system = classes.system
            and mart.coverage = classes.coverage
            and mart.fund = classes.fund
    where mart.amount <> classes.amount
{%- endmacro %}

{# Purchases of agency_year: the total that the mart `procurement` shows; three public expenses: that of `three_public`. #}
{% macro invariant_headlines_are_those_of_the_mart(made) -%}
    select
        mart.report_key,
        'procurement' as columns,
        coalesce(mart.procurement::text, 'null') || ' ≠ ' || total.amount as detail
    from (select * from {{ made }}) as mart
    inner join {{ ref('int_procurement_total') }} as total
        on
            mart.report_key = total.report_key
            and total.phase = case mart.kind when 'budget' then 'budget' else 'outturn' end
    where mart.procurement is distinct from total.amount
    union all
    select
        mart.report_key,
        'three_public' as columns,
        coalesce(mart.three_public::text, 'null') || ' ≠ ' || item.amount as detail
    from (select * from {{ made }}) as mart
    inner join (
        select
            stated.report_key,
            case report.kind when 'budget' then stated.budget else stated.outturn end as amount
        from {{ ref('int_three_public_item') }} as stated
        inner join {{ ref('stg_report') }} as report
            on stated.report_key = report.report_key
        where stated.item = 'total'
    ) as item
        on mart.report_key = item.report_key
    where item.amount is not null and mart.three_public is distinct from item.amount
{%- endmacro %}

{# Sources of revenue against the cells of the forms that the register says they were taken from. #}
{% macro invariant_revenue_makes_its_form(made) -%}
    select
        mart.report_key,
        'amount' as columns,
        mart.amount || ' ≠ ' || cells.amount as detail
    from (
        select
            report_key,
            sum(amount) as amount
        from {{ made }}
        group by report_key
    ) as mart
    inner join (
        select
            figure.report_key,
            sum(figure.amount_yuan) as amount
        from {{ ref('stg_figure') }} as figure
        inner join (
            select distinct
                report_key,
                statement_seq
            from {{ ref('stg_revenue') }}
            where report_key = any(array(select distinct report_key from {{ made }}))
        ) as form
            on
                figure.report_key = form.report_key
                and figure.statement_seq = form.statement_seq
        where figure.fact = 'fact_revenue' and figure.report_key = any(array(select distinct report_key from {{ made }}))
        group by figure.report_key
    ) as cells
        on mart.report_key = cells.report_key
    where mart.amount <> cells.amount
{%- endmacro %}

{# Shares whose parts stand in rows: of the rows `where`, for each of `axes`, `whole` is the denominator and one only. #}
{% macro shares_of_marts() -%}
    {{ return({
        'function_shares_make_a_whole': {'axes': ['report_key', 'fund'], 'whole': 'agency_total', 'where': "level = 'class'"},
        'economic_shares_make_a_whole': {
            'axes': ['report_key', 'fund', 'coverage', 'system'], 'whole': 'agency_total', 'where': "level = 'class'"
        },
        'revenue_shares_make_a_whole': {'axes': ['report_key'], 'whole': 'sources_total', 'where': 'true'},
        'pairing_shares_make_a_whole': {
            'axes': ['report_key', 'fund', 'coverage', 'economic_code'], 'whole': 'economic_total', 'where': 'true',
            'share': 'share_of_economic_percent'
        },
        'procurement_shares_make_a_whole': {'axes': ['report_key', 'phase'], 'whole': 'report_total', 'where': 'adds_up'},
    }) }}
{%- endmacro %}

{# Shares add up to what their amounts are of the one whole that they name: to 100 %, but where the report's own parts don't make the whole
   that it prints. Each share is rounded to four decimals. #}
{% macro invariant_shares_make_a_whole(made, axes, whole, where, share='share_percent') -%}
    select
        report_key,
        '{{ whole }}' as columns,
        case
            when least <> greatest then least || ' ≠ ' || greatest
            else share || ' % ≠ ' || amount || ' / ' || greatest
        end as detail
    from (
        select
            {{ axes | join(', ') }},
            count(*) as parts,
            sum(amount) as amount,
            sum({{ share }}) as share,
            min({{ whole }}) as least,
            max({{ whole }}) as greatest
        from {{ made }}
        where {{ where }} and amount is not null
        group by {{ axes | join(', ') }}
    ) as divided
    where
        least <> greatest
        or (greatest <> 0 and (share is null or abs(share - 100 * amount / greatest) > 0.00005 * parts))
{%- endmacro %}

{# Basic and project expenditure are no more than the expenditure that they are part of, unless the report prints it so, or its own cells
   add up to it. #}
{% macro invariant_parts_are_within_their_whole(made) -%}
    select
        part.report_key,
        part.name as columns,
        part.amount || ' > ' || part.whole as detail
    from (
        select
            mart.report_key,
            value.name,
            value.amount,
            value.whole
        from (select * from {{ made }}) as mart
        cross join
            lateral (
                values
                ('basic', mart.basic, mart.basic_whole),
                ('project_expenditure', mart.project_expenditure, mart.project_whole)
            ) as value (name, amount, whole)
    ) as part
    -- Grouped before it is joined: Citus holds no row of a table that is spread against each of one that isn't.
    left join (
        select
            figure.report_key,
            figure.statement_seq,
            asked.name,
            sum(figure.amount_yuan) as amount,
            sum(figure.amount_yuan) filter (where figure.role = 'leaf') as amount_of_leaves
        from {{ ref('stg_figure') }} as figure
        inner join
            (
                values
                ('basic', array['basic', 'personnel', 'public']),
                ('project_expenditure', array['project', 'special'])
            ) as asked (name, measures)
            on figure.measure = any(asked.measures)
        where
            figure.role in ('leaf', 'total')
            and {{ of_year('figure') }}
            and figure.report_key = any(
                array(
                    select report_key from {{ made }}
                    where basic > basic_whole or project_expenditure > project_whole
                )
            )
        group by figure.report_key, figure.statement_seq, asked.name
    ) as form
        on
            part.report_key = form.report_key
            and part.name = form.name
            and part.amount in (form.amount, form.amount_of_leaves)
    where
        part.amount > part.whole
        and not exists (
            select
            from {{ ref('int_headline') }} as stated
            where
                part.report_key = stated.report_key
                and part.name = stated.headline
                and part.amount = stated.amount
                and stated.origin in ('printed', 'stated')
        )
        and form.report_key is null
{%- endmacro %}

{# What projects of the project form come to is what that form lists, each once: no more of the expenditure than it says. #}
{% macro invariant_projects_make_their_form(made) -%}
    select
        mart.report_key,
        'form_amount' as columns,
        coalesce(mart.amount::text, 'null') || ' ≠ ' || listed.amount as detail
    from (
        select
            report_key,
            sum(form_amount) as amount
        from {{ made }}
        group by report_key
    ) as mart
    inner join (
        select
            report_key,
            sum(amount) as amount
        from {{ ref('stg_project') }}
        where origin = 'project_form' and project is not null
        group by report_key
    ) as listed
        on mart.report_key = listed.report_key
    where mart.amount is distinct from listed.amount
{%- endmacro %}
