{# What the reconciliation rules share: where a figure stands, how exact a printed number is, and the list of rules. #}

{# The rules in the order of the catalogue: one SQL model each, one line in seeds/reconciliation_rule.csv each. #}
{% macro reconciliation_rules() -%}
    {{ return([
        'row_parts',
        'row_change',
        'children_of_parent',
        'total_of_rows',
        'balance_total',
        'sides_balance',
        'class_groups',
        'three_public_parts',
        'procurement_parts',
        'part_within_whole',
        'sum_row_listed',
        'total_without_rows',
        'code_without_parent',
        'code_without_child',
        'line_number_gap',
        'model_row_listed',
        'rows_alike',
        'rows_shifted',
        'rows_exchanged',
        'economic_in_three_public',
        'same_amount_in_forms',
        'subject_in_forms',
        'subject_within_form',
        'last_digit',
        'project_in_performance',
        'prose_amount_in_forms',
        'prose_subject_in_forms',
        'prose_share',
        'prose_shares_complete',
        'prose_share_sum',
        'prose_completion',
        'prose_change_rate',
        'prose_zero_base',
        'prose_increase_bound',
        'prose_operating_costs',
        'prose_budget_direction',
        'prose_budget_difference',
        'prose_direction',
        'prose_change_in_forms',
        'prose_parts',
        'prose_part_left_out',
        'prose_subjects_total',
        'prose_initial_budget_total',
        'prose_names_paid',
        'prose_names_left_out',
        'prose_people',
        'prose_vehicles',
        'prose_procurement_share',
        'prose_stated_twice',
        'prose_groups',
        'prose_scores',
        'prose_procurement_kinds',
        'prose_project_amount',
        'prose_changes_total',
        'project_name',
        'prose_in_performance',
        'prose_nil_in_forms',
        'prose_in_blank_form',
        'prose_year',
        'performance_execution_rate',
        'performance_sources',
        'performance_tasks',
        'performance_in_forms',
        'performance_within_projects',
        'performance_weights',
        'performance_row_listed',
        'performance_target_missed',
        'prior_year_stated',
        'prior_year_rate',
        'prior_year_printed',
        'opening_balance_carried',
        'initial_budget_in_budget',
        'units_of_department',
        'unit_in_department',
        'announced_form_missing',
        'title_in_contents',
        'contents_empty',
        'empty_form_note',
        'subject_name_of_code',
        'subject_name_of_year',
        'form_unit',
        'amount_unit',
        'prose_unit',
        'indicator_parts',
        'agency_name',
        'doubled_punctuation',
        'list_number_left_out',
        'list_item_left_out',
        'impossible_year',
        'date_of_another_year',
        'agency_in_prose',
        'purpose_of_subject',
        'equipment_limit',
        'prose_said_otherwise',
        'prose_reason_direction',
        'prose_reason_left_out',
        'template_residue',
        'form_year',
        'prose_base_year',
    ]) }}
{%- endmacro %}

{# Rules that read what others compared. #}
{% macro second_rules() -%}
    {{ return(['last_digit']) }}
{%- endmacro %}

{# Rules that add up within a form, which also say what their numbers were rounded to. #}
{% macro sum_rules() -%}
    {{ return([
        'children_of_parent', 'total_of_rows', 'balance_total', 'class_groups', 'row_parts', 'three_public_parts', 'procurement_parts',
    ]) }}
{%- endmacro %}

{# What every fourth rule says, from this number on: four models, for PostgreSQL works on one query with one core only; `first` 5: the rules that read
   those. An amount that is too large stops the query here, where the report that has it can be told from those that are compared with it. #}
{% macro evaluations_of(first) -%}
{%- set rules = second_rules() if first == 5 else (reconciliation_rules() | reject('in', second_rules()) | list)[first - 1::4] -%}
with evaluation as (
    {%- for rule in rules %}
        select
            '{{ rule }}' as rule,
            {{ evaluation_columns() }},
            {{ 'half' if rule in sum_rules() else 'null::numeric' }} as half,
            {{ 'rounded_count' if rule in sum_rules() else 'null::bigint' }} as rounded_count
        from {{ ref(rule) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select
    report_key,
    rule::text as rule,
    statement_seq,
    disclosure_no,
    page,
    table_index,
    row_index,
    column_index,
    row_label::text as row_label,
    column_label::text as column_label,
    unit::text as unit,
    left_label::text as left_label,
    (left_amount / factor)::numeric(28, 8) as left_value,
    relation::text as relation,
    right_label::text as right_label,
    (right_amount / factor)::numeric(28, 8) as right_value,
    ((left_amount - right_amount) / factor)::numeric(28, 8) as difference,
    (tolerance / factor)::numeric(28, 8) as tolerance,
    case
        when skip_reason <> '' then 'skip'
        when relation = '<=' and left_amount - right_amount <= tolerance then 'pass'
        when relation = '=' and abs(left_amount - right_amount) <= tolerance then 'pass'
        else 'fail'
    end as status,
    skip_reason::text as skip_reason,
    (half / factor)::numeric(28, 8) as half,
    rounded_count::integer as rounded_count
from evaluation
{%- endmacro %}

{# The columns that every rule gives, in this order; `evaluations_of` adds the status. #}
{% macro evaluation_columns() -%}
    report_key,
    statement_seq,
    disclosure_no,
    page,
    table_index,
    row_index,
    column_index,
    row_label,
    column_label,
    unit,
    factor,
    left_label,
    left_amount,
    right_label,
    right_amount,
    relation,
    tolerance,
    skip_reason
{%- endmacro %}

{# The place of an evaluation that stands at a figure of a form. #}
{% macro at_figure(figure) -%}
    {{ figure }}.report_key,
    {{ figure }}.statement_seq,
    null::integer as disclosure_no,
    {{ figure }}.page,
    {{ figure }}.table_index,
    {{ figure }}.row_index,
    {{ figure }}.column_index,
    {{ figure }}.row_label,
    {{ figure }}.column_label,
    {{ figure }}.unit,
    {{ figure }}.factor
{%- endmacro %}

{# The same for rules that count rows: what they compare is in rows, whatever unit the figure has. #}
{% macro at_figure_in_rows(figure) -%}
    {{ figure }}.report_key,
    {{ figure }}.statement_seq,
    null::integer as disclosure_no,
    {{ figure }}.page,
    {{ figure }}.table_index,
    {{ figure }}.row_index,
    {{ figure }}.column_index,
    {{ figure }}.row_label,
    {{ figure }}.column_label,
    '行' as unit,
    1::numeric as factor
{%- endmacro %}

{# The place of an evaluation that stands at a sentence: the section for the row, the item for the column. #}
{% macro at_disclosure(disclosure) -%}
    {{ disclosure }}.report_key,
    null::integer as statement_seq,
    {{ disclosure }}.disclosure_no,
    {{ disclosure }}.page,
    null::integer as table_index,
    null::integer as row_index,
    null::integer as column_index,
    {{ disclosure }}.section as row_label,
    {{ disclosure }}.item as column_label,
    {{ disclosure }}.unit,
    {{ disclosure }}.factor
{%- endmacro %}

{# Half a unit of the last printed digit, in yuan: a printed number stands for every amount that rounds to it. #}
{% macro half_unit(decimals, factor) -%}
    (0.5 * power(10::numeric, -({{ decimals }})) * {{ factor }})
{%- endmacro %}

{# For the transaction of one model: the planner has no statistics for what the rules' queries build on the way, takes it for one row,
   and loops over thousands; hash and merge joins are never that wrong. Compiling such a query takes longer than running it. #}
{% macro planner_settings() -%}
    set local enable_nestloop = off; set local jit = off
{%- endmacro %}

{# How far a sum within one form may be from its parts by rounding: what the total's and the parts' last digits stand for. A sum of one part is that
   part, the same amount, rounded once; unless `nil_count` other rows or columns print no number there: nil, or less than the digits show. #}
{% macro sum_tolerance(total_half, parts_half, part_count, nil_count) -%}
    case when {{ part_count }} = 1 and {{ nil_count }} = 0 then 0 else {{ total_half }} + {{ parts_half }} end
{%- endmacro %}

{# Whether an amount may have been rounded to its printed digits: one whose last digit is 0 may be whole 万元. #}
{% macro may_be_rounded(amount, half) -%}
    mod({{ amount }}, nullif(20 * {{ half }}, 0)) <> 0
{%- endmacro %}

{# How far a printed percentage may be from the one that is computed: rounded, half a unit of its last digit; cut off, a whole one below. #}
{% macro rate_tolerance(rate, half, percent) -%}
    case when abs({{ rate }}) > abs({{ percent }}) then {{ half }} else 2 * {{ half }} end
{%- endmacro %}

{# Whether what a rate is of is lost in its rounding: to a digit or less, while the rate is so large that the amount beside it tells more. #}
{% macro loses_its_base(rate, base, base_half) -%}
    ({{ rate }} >= {{ var('large_change') }} and {{ base }} <= 10 * ({{ base_half }}))
{%- endmacro %}

{# What such a rate is of: money is whole 分, one at least; no more and no less than is printed of it. #}
{% macro whole_base(computed, base, base_half) -%}
    greatest(least(round({{ computed }}, 2), {{ base }} + {{ base_half }}), {{ base }} - ({{ base_half }}), 0.01)
{%- endmacro %}

{# How many decimals a computed value is said with: a percentage as exactly as the printed one, with two at least. #}
{% macro digits_shown(evaluation) -%}
    case when {{ evaluation }}.unit = '%' then greatest(2, scale(trim_scale(round({{ evaluation }}.left_value, 4)))) else 4 end
{%- endmacro %}

{# How many digits a value has, the zeros before and behind them left out. #}
{% macro digits_of(value) -%}
    length(trim(both '0' from replace(abs({{ value }})::text, '.', '')))
{%- endmacro %}

{# A value of an evaluation in words: a direction (unit 增减 or 高低; 1, −1, 0) as the word it stands for, else the number and its unit. #}
{% macro printed_value(text, unit) -%}
    case
        when {{ unit }} not in ('增减', '高低') then {{ text }} || {{ unit }}
        when {{ text }} = '0' then '“持平”'
        when {{ unit }} = '增减' then case when {{ text }} = '1' then '“增加”' else '“减少”' end
        else case when {{ text }} = '1' then '“高于”' else '“低于”' end
    end
{%- endmacro %}


{# How far an amount of the prose may be from the form's that it restates in a larger unit: half a unit of both last digits; where the
   prose printed fewer digits it may have left the others off instead of rounding them (328,661 for 3,286,618,082.20 元). #}
{% macro restated(stated, stated_half, printed, printed_half) -%}
    case
        when {{ stated_half }} > {{ printed_half }} and abs({{ printed }}) >= abs({{ stated }})
            then 2 * {{ stated_half }} - {{ printed_half }}
        else {{ stated_half }} + {{ printed_half }}
    end
{%- endmacro %}

{# The metric of the budget that a rate names as its base (完成年初预算的…); null where it names none, or only 预算. #}
{% macro named_budget(rate) -%}
    case
        when {{ marked('base_initial', rate) }} then '年初预算'
        when {{ marked('base_adjusted', rate) }} then '全年预算'
    end
{%- endmacro %}

{# A rule on slips of the pen of one kind: a row for each thing that is printed wrong, with its count; one that passes for a report with prose
   and none of them. `said`: SQL of the words of a finding, with `slip.printed`, `slip.expected` and `slip.place_count`. #}
{% macro slip_rule(kind, said) -%}
with slip as (
    select
        report_key,
        printed,
        expected,
        min(page) as page,
        min(position) as position,
        min(sentence) as sentence,
        count(*) as place_count
    from {{ ref('quality_slip') }}
    where kind = '{{ kind }}'
    group by report_key, printed, expected
),

prose as (
    select distinct report_key
    from {{ ref('quality_paragraph') }}
)

select
    prose.report_key,
    null::integer as statement_seq,
    null::integer as disclosure_no,
    slip.page,
    null::integer as table_index,
    null::integer as row_index,
    null::integer as column_index,
    coalesce(slip.printed, '') as row_label,
    '' as column_label,
    '处' as unit,
    1::numeric as factor,
    case when slip.report_key is null then '文字' else {{ said }} || '：' || slip.sentence end as left_label,
    coalesce(slip.place_count, 0)::numeric as left_amount,
    '应为' as right_label,
    0::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from prose
left join slip
    on prose.report_key = slip.report_key
{%- endmacro %}

{# Whether a failed evaluation would hold if one side were ten thousand times as large: 元 and 万元 were taken for each other. #}
{% macro ten_thousandfold(evaluation) -%}
    {{ evaluation }}.left_value * {{ evaluation }}.right_value <> 0
    and case
        when {{ evaluation }}.relation = '=' then least(
            abs({{ evaluation }}.left_value - 10000 * {{ evaluation }}.right_value),
            abs(10000 * {{ evaluation }}.left_value - {{ evaluation }}.right_value)
        ) <= 10000 * {{ evaluation }}.tolerance
        else
            {{ evaluation }}.left_value > 1000 * {{ evaluation }}.right_value
            and {{ evaluation }}.left_value <= 10000 * ({{ evaluation }}.right_value + {{ evaluation }}.tolerance)
    end
{%- endmacro %}

{# Whether a failed rate (printed left, computed right) would hold if the wrong one of the two amounts of another finding were the other: in proportion,
   where the amount is the part or the whole of a share; or where it is what has changed by an amount that stays (rate = change / (amount − change)). #}
{% macro follows_from(rate, amount) -%}
    (
        {%- for wrong, right in [('left_value', 'right_value'), ('right_value', 'left_value')] %}
        {{ 'or ' if not loop.first }}abs({{ rate }}.right_value * {{ amount }}.{{ right }} / nullif({{ amount }}.{{ wrong }}, 0) - {{ rate }}.left_value) <= {{ rate }}.tolerance
        or abs(
            100 * {{ amount }}.{{ wrong }} * {{ rate }}.right_value / nullif(
                {{ amount }}.{{ right }} * (100 + {{ rate }}.right_value) - {{ amount }}.{{ wrong }} * {{ rate }}.right_value, 0
            ) - {{ rate }}.left_value
        ) <= {{ rate }}.tolerance
        {%- endfor %}
    )
{%- endmacro %}
