{# A classification of subjects as the marts about it have it. `code` and `name`: its columns; `axes`: what an amount of a subject is told by
   beside its code; `above`: the columns of the subjects above; `parts`: measures beside the amount. #}
{% macro classification(subject) -%}
    {%- if subject == 'function' -%}
        {{ return({
            'code': 'function_code', 'name': 'function_name', 'axes': ['fund'],
            'above': ['class_code', 'class_name', 'section_code', 'section_name'], 'levels_above': ['class', 'section'],
            'parts': ['basic', 'project'], 'amount': 'int_function_amount', 'members': 'stg_function', 'only_widest': true, 'stated_axes': [],
        }) }}
    {%- else -%}
        {{ return({
            'code': 'economic_code', 'name': 'economic_name', 'axes': ['fund', 'coverage', 'system'],
            'above': ['class_code', 'class_name'], 'levels_above': ['class'],
            'parts': ['personnel', 'public'], 'amount': 'int_economic_amount', 'members': 'stg_economic', 'only_widest': false, 'stated_axes': ['fund', 'coverage', 'system'],
        }) }}
    {%- endif -%}
{%- endmacro %}

{# `relation.column` of each column, one a line with a comma behind. #}
{% macro columns_of(relation, columns) -%}
    {%- for column in columns %}{{ relation }}.{{ column }}{{ ',' if not loop.last }}
    {% endfor -%}
{%- endmacro %}

{# Whether two relations have the same values in each column. #}
{% macro same(one, other, columns) -%}
    {%- for column in columns %}{{ one }}.{{ column }} = {{ other }}.{{ column }}{{ ' and ' if not loop.last }}{% endfor -%}
{%- endmacro %}

{# Amounts of subjects compared with those of peers: agencies of one type and level, in the same year, kind, scope and axes. #}
{% macro subject_comparison(subject) -%}
{%- set of = classification(subject) -%}
{%- set key = of.axes + [of.code] -%}
{%- set peer = ['peer_group', 'fiscal_year', 'kind', 'scope'] + key -%}
{%- set of_report = ['amount.report_key'] + ([] if of.only_widest else ['amount.fund', 'amount.coverage', 'amount.system']) -%}
-- All of the report comes first and the peers last: after a join of six columns and more the planner expects one row.
with subject as (
    select
        {{ report_columns('report') }},
        report.peer_group,
        {{ columns_of('amount', of.axes + ['level', of.code, of.name] + of.above + ['amount'] + of.parts + ['is_widest', 'statement_key']) }},
        {{ as_money(
            "sum(amount.amount) filter (where amount.level = 'class') over (partition by " ~ of_report | join(', ') ~ ")"
        ) }} as agency_total
    from {{ affected(ref(of.amount), 'amount') }}
    inner join {{ affected(ref('stg_report'), 'report') }}
        on amount.report_key = report.report_key
    {%- if of.only_widest %}
    where amount.is_widest
    {%- endif %}
),

shared as (
    select
        subject.*,
        {{ percent_of('amount', 'agency_total') }} as share_percent
    from subject
    where amount is not null
),

peers as (
    select
        {{ peer | join(', ') }},
        count(*) as peer_count,
        {{ median('amount') }} as peer_median,
        {{ median('share_percent', 4) }} as peer_median_share_percent
    from shared
    group by {{ peer | join(', ') }}
),

ranked as (
    select
        shared.*,
        rank() over (partition by {{ peer | join(', ') }} order by amount desc) as rank_in_peers,
        rank() over (
            partition by {{ peer | join(', ') }}
            order by share_percent desc nulls last
        ) as share_rank_in_peers
    from shared
)

select
    {{ report_columns('ranked') }},
    ranked.peer_group,
    {{ columns_of('ranked', of.axes + ['level']) }},
    {{ subject_level_zh('ranked.level') }} as level_zh,
    {{ subject_key_of(subject, 'ranked.' ~ of.code, 'ranked.fiscal_year') }} as {{ subject }}_key,
    {{ columns_of('ranked', [of.code, of.name] + of.above + ['amount'] + of.parts + ['agency_total', 'share_percent']) }},
    peers.peer_count,
    ranked.rank_in_peers,
    peers.peer_median,
    {{ ratio('ranked.amount', 'peers.peer_median') }} as ratio_to_median,
    ranked.share_rank_in_peers,
    peers.peer_median_share_percent,
    ranked.statement_key,
    {%- if not of.only_widest %}
    ranked.is_widest,
    {%- endif %}
    coalesce(member.canonical_code, ranked.{{ of.code }}) as canonical_code,
    case when member.code is null then ranked.{{ of.name }} else member.canonical_name end as canonical_name
from ranked
inner join peers
    on {{ same('ranked', 'peers', peer) }}
left join {{ ref(of.members) }} as member
    on
        ranked.{{ of.code }} = member.code
        and ranked.fiscal_year = member.fiscal_year
{%- endmacro %}

{# Amounts of subjects beside those of the year before: of last year's own report where it is loaded, else as this one discloses them. #}
{% macro subject_year_over_year(subject) -%}
{%- set of = classification(subject) -%}
{%- set key = of.axes + ['level', of.code] -%}
{%- set stated_key = ['report_key'] + of.stated_axes + [of.code] -%}
with this_year as (
    select
        amount.*,
        link.prior_report_key
    from {{ affected(ref(of.amount), 'amount') }}
    inner join {{ affected(ref('int_report_link'), 'link') }}
        on amount.report_key = link.report_key
    {%- if of.only_widest %}
    where amount.is_widest
    {%- endif %}
),

form_this_year as (
    select distinct
        report_key,
        prior_report_key,
        {{ of.axes | join(', ') }}
    from this_year
),

last_year as (
    select
        form_this_year.report_key,
        {{ columns_of('amount', key + [of.name] + of.above + ['amount']) }}
    from form_this_year
    inner join {{ affected(ref(of.amount), 'amount') }}
        on
            form_this_year.prior_report_key = amount.report_key
            and {{ same('form_this_year', 'amount', of.axes) }}
),

-- Subjects of either year: one that ended keeps its row.
both_years as (
    select
        {%- for column in ['report_key'] + key + [of.name] + of.above %}
        coalesce(this_year.{{ column }}, last_year.{{ column }}) as {{ column }},
        {%- endfor %}
        this_year.amount,
        this_year.prior_amount as prior_printed,
        last_year.amount as prior_from_report
    from this_year
    full outer join last_year
        on {{ same('this_year', 'last_year', ['report_key'] + key) }}
),

-- The prose counts only where it speaks of the same amount: to 0.01 万元, the precision it is printed with.
stated as (
    select
        {{ columns_of('both_years', stated_key) }},
        {{ first_amount_stated('change.prior_amount', 'change.group_no, change.fact_no') }} as prior_amount,
        {{ first_text_stated('change.prior_origin', 'change.group_no, change.fact_no') }} as prior_origin,
        {{ first_amount_stated('change.change_amount', 'change.group_no, change.fact_no') }} as change_amount,
        {{ first_percent_stated('change.change_percent', 'change.group_no, change.fact_no') }} as change_percent,
        {{ first_text_stated('change.reason', 'change.group_no, change.fact_no') }} as reason
    from both_years
    inner join {{ affected(ref('stg_year_change'), 'change') }}
        on
            both_years.report_key = change.report_key
            and both_years.{{ of.code }} = change.{{ of.code }}
            {%- if 'system' in of.axes %}
            and both_years.system = change.economic_system
            {%- endif %}
            and (change.amount is null or {{ agree('change.amount', 'both_years.amount') }})
    group by {{ columns_of('both_years', stated_key) }}
),

compared as (
    select
        both_years.*,
        coalesce(both_years.prior_printed, stated.prior_amount) as prior_disclosed,
        case
            when both_years.prior_printed is not null then 'printed'
            when stated.prior_amount is not null then stated.prior_origin
        end as prior_disclosed_origin,
        stated.change_amount as stated_change_amount,
        stated.change_percent as stated_change_percent,
        stated.reason
    from both_years
    left join stated
        on {{ same('both_years', 'stated', stated_key) }}
),

chosen as (
    select
        compared.*,
        coalesce(prior_from_report, prior_disclosed) as prior_amount,
        case
            when prior_from_report is not null then 'report'
            when prior_disclosed is not null then 'disclosed'
            else 'none'
        end as prior_source
    from compared
)

select
    {{ report_columns('report') }},
    {{ columns_of('chosen', of.axes + ['level']) }},
    {{ subject_level_zh('chosen.level') }} as level_zh,
    {{ subject_key_of(subject, 'chosen.' ~ of.code, 'report.fiscal_year', 'report.fiscal_year - 1') }} as {{ subject }}_key,
    chosen.{{ of.code }},
    coalesce(official.name, chosen.{{ of.name }}) as {{ of.name }},
    {%- for level in of.levels_above %}
    chosen.{{ level }}_code,
    coalesce(official_{{ level }}.name, chosen.{{ level }}_name) as {{ level }}_name,
    {%- endfor %}
    chosen.amount,
    chosen.prior_amount,
    chosen.prior_source,
    chosen.prior_from_report,
    chosen.prior_disclosed,
    chosen.prior_disclosed_origin,
    {{ as_money('chosen.prior_from_report - chosen.prior_disclosed') }} as prior_difference,
    {{ as_money('chosen.amount - chosen.prior_amount') }} as change_amount,
    {{ percent_change('chosen.amount', 'chosen.prior_amount') }} as change_percent,
    chosen.stated_change_amount,
    chosen.stated_change_percent,
    chosen.reason
from chosen
inner join {{ affected(ref('stg_report'), 'report') }}
    on chosen.report_key = report.report_key
-- A subject that ended last year bears the name of this one too.
{{ join_official_name('official', 'chosen.' ~ of.code, 'report.fiscal_year') }}
{%- for level in of.levels_above %}
{{ join_official_name('official_' ~ level, 'chosen.' ~ level ~ '_code', 'report.fiscal_year') }}
{%- endfor %}
{%- endmacro %}
