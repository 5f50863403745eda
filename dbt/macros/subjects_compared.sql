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

{# Amounts of subjects compared with those of peers (macros/peers.sql), in the same year, kind, scope and axes. #}
{% macro subject_comparison(subject) -%}
{%- set of = classification(subject) -%}
{%- set key = of.axes + [of.code] -%}
{%- set of_report = ['amount.report_key'] + ([] if of.only_widest else ['amount.fund', 'amount.coverage', 'amount.system']) -%}
with subject as (
    select
        {{ report_columns('report') }},
        report.agency_type_path,
        report.peer_group,
        {{ columns_of('amount', of.axes + ['level', of.code, of.name] + of.above + ['amount'] + of.parts + ['is_widest', 'statement_key']) }},
        {%- set summed = "sum(amount.amount) filter (where amount.level = 'class') over (partition by " ~ of_report | join(', ') ~ ")" %}
        {{ as_money('coalesce(printed.amount, ' ~ summed ~ ')' if of.only_widest else summed) }} as agency_total
    from {{ affected(ref(of.amount), 'amount') }}
    inner join {{ affected(ref('stg_report'), 'report') }}
        on amount.report_key = report.report_key
    {%- if of.only_widest %}
    -- The total that the report prints for the same money: shares refer to what agency_year shows.
    left join {{ affected(ref('int_headline'), 'printed') }}
        on
            amount.report_key = printed.report_key
            and {{ expenditure_of_fund('amount.fund') }} = printed.headline
            and printed.origin = 'printed'
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

{{ among_peers('shared', key, {'amount': 2, 'share_percent': 4}) }}

select
    {{ report_columns('shared') }},
    shared.peer_group,
    {{ columns_of('shared', of.axes + ['level']) }},
    {{ subject_level_zh('shared.level') }} as level_zh,
    {{ subject_key_of(subject, 'shared.' ~ of.code, 'shared.fiscal_year') }} as {{ subject }}_key,
    {{ columns_of('shared', [of.code, of.name] + of.above + ['amount']) }},
    {%- for part in of.parts %}
    shared.{{ part }}{{ ' as project_expenditure' if part == 'project' }},
    {%- endfor %}
    shared.agency_total,
    shared.share_percent,
    chosen.group_kind,
    chosen.group_name,
    chosen.member_count as peer_count,
    chosen.has_enough_members,
    chosen.amount_rank as rank_in_peers,
    case when chosen.has_enough_members then chosen.percentile end as percentile,
    middle.amount_median as peer_median,
    {{ ratio('shared.amount', 'middle.amount_median') }} as ratio_to_median,
    chosen.share_percent_rank as share_rank_in_peers,
    middle.share_percent_median as peer_median_share_percent,
    shared.statement_key,
    {%- if not of.only_widest %}
    shared.is_widest,
    {%- endif %}
    coalesce(member.canonical_code, shared.{{ of.code }}) as canonical_code,
    case when member.code is null then shared.{{ of.name }} else member.canonical_name end as canonical_name
from shared
inner join chosen
    on {{ same('shared', 'chosen', ['report_key'] + key) }}
inner join middle
    on {{ of_one_group(key) }}
left join {{ ref(of.members) }} as member
    on
        shared.{{ of.code }} = member.code
        and shared.fiscal_year = member.fiscal_year
{%- endmacro %}

{# Amounts of subjects beside those of the year before: of last year's own report where it is loaded, else as this one discloses them. #}
{% macro subject_year_over_year(subject) -%}
{%- set of = classification(subject) -%}
{%- set key = of.axes + ['level', of.code] -%}
{%- set stated_key = ['report_key'] + of.stated_axes + [of.code] -%}
with this_year as (
    select
        amount.*,
        link.prior_report_key,
        coalesce(member.canonical_code, amount.{{ of.code }}) as canonical_code
    from {{ affected(ref(of.amount), 'amount') }}
    inner join {{ affected(ref('int_report_link'), 'link') }}
        on amount.report_key = link.report_key
    inner join {{ affected(ref('stg_report'), 'report') }}
        on amount.report_key = report.report_key
    left join {{ ref(of.members) }} as member
        on
            amount.{{ of.code }} = member.code
            and report.fiscal_year = member.fiscal_year
    {%- if of.only_widest %}
    where amount.is_widest
    {%- endif %}
),

form_this_year as (
    select distinct
        this_year.report_key,
        this_year.prior_report_key,
        {{ columns_of('this_year', of.axes) }},
        report.fiscal_year
    from this_year
    inner join {{ affected(ref('stg_report'), 'report') }}
        on this_year.report_key = report.report_key
),

-- Of subjects that became one, the least by code stands for it.
canonical_this_year as (
    select distinct on (report_key, {{ (of.axes + ['level']) | join(', ') }}, canonical_code)
        report_key,
        {{ (of.axes + ['level']) | join(', ') }},
        canonical_code,
        {{ of.code }}
    from this_year
    order by report_key, {{ (of.axes + ['level']) | join(', ') }}, canonical_code, {{ of.code }}
),

-- A subject of last year under its own code, where this year has that; else under the code of the subject that took its place.
last_year as (
    select
        form_this_year.report_key,
        {{ columns_of('amount', of.axes + ['level']) }},
        coalesce(same.{{ of.code }}, successor.{{ of.code }}, amount.{{ of.code }}) as {{ of.code }},
        {%- for column in [of.name] + of.above %}
        max(amount.{{ column }}) as {{ column }},
        {%- endfor %}
        {{ sum_of('amount.amount') }} as amount
    from form_this_year
    inner join {{ affected(ref(of.amount), 'amount') }}
        on
            form_this_year.prior_report_key = amount.report_key
            and {{ same('form_this_year', 'amount', of.axes) }}
    left join this_year as same
        on
            form_this_year.report_key = same.report_key
            and {{ same('same', 'amount', key) }}
    left join {{ ref(of.members) }} as member
        on
            amount.{{ of.code }} = member.code
            and form_this_year.fiscal_year - 1 = member.fiscal_year
    left join canonical_this_year as successor
        on
            form_this_year.report_key = successor.report_key
            and {{ same('successor', 'amount', of.axes + ['level']) }}
            and member.canonical_code = successor.canonical_code
    group by
        form_this_year.report_key,
        {{ columns_of('amount', of.axes + ['level']) }},
        coalesce(same.{{ of.code }}, successor.{{ of.code }}, amount.{{ of.code }})
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

-- Forms of last year's own report: what they don't list was nothing.
form_last_year as (
    select distinct
        report_key,
        {{ (of.axes + ['level']) | join(', ') }}
    from last_year
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
        coalesce(
            compared.prior_from_report, compared.prior_disclosed, case when form_last_year.report_key is not null then 0 end
        ) as prior_amount,
        case
            when compared.prior_from_report is not null then 'report'
            when compared.prior_disclosed is not null then 'disclosed'
            when form_last_year.report_key is not null then 'report'
            else 'none'
        end as prior_source
    from compared
    left join form_last_year
        on {{ same('compared', 'form_last_year', ['report_key'] + of.axes + ['level']) }}
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
    {{ as_money("coalesce(chosen.amount, case when chosen.prior_from_report is not null then 0 end) - chosen.prior_amount") }} as change_amount,
    {{ percent_change_told(
        'chosen.amount', 'chosen.prior_amount', "(chosen.prior_source = 'report' or chosen.prior_disclosed_origin in ('printed', 'stated'))"
    ) }} as change_percent,
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
