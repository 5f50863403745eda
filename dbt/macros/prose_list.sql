{# The subjects that a section lists (CTE `amount`, with `digits` and `system`) against the total above them (CTE `total`): the rest of a rule
   that begins with both. Each subject stands once in its list, under the name of its amount (`list_metric`) that the total has; one whose
   amount was taken from another name (`is_filled`) stands only in a list that has some of its own. `skip_reason`: SQL of why a list (`part`) isn't
   compared. #}
{% macro list_under_total(skip_reason="''") -%}
-- The last total before the first item of the list.
listed as (
    select
        amount.report_key,
        amount.disclosure_no,
        amount.item_code,
        amount.item,
        amount.digits,
        amount.system,
        amount.amount,
        amount.half,
        amount.is_filled,
        max(total.disclosure_no) as total_no
    from amount
    inner join total
        on
            amount.report_key = total.report_key
            and split_part(amount.section, '/', 1) = split_part(total.section, '/', 1)
            and amount.list_metric = total.metric
            and amount.disclosure_no > total.disclosure_no
    group by
        amount.report_key,
        amount.disclosure_no,
        amount.item_code,
        amount.item,
        amount.digits,
        amount.system,
        amount.amount,
        amount.half,
        amount.is_filled
),

part as (
    select
        report_key,
        total_no,
        digits,
        system,
        count(*) as part_count,
        sum(amount) as amount,
        sum(half) as half
    from listed
    group by report_key, total_no, digits, system
    having count(*) > 1 and count(*) = count(distinct item_code || item) and not bool_and(is_filled)
)

select
    {{ at_disclosure('total') }},
    '文字中“' || total.item || '”' || total.metric as left_label,
    total.amount as left_amount,
    '其下所列' || part.part_count || '个科目之和' as right_label,
    part.amount as right_amount,
    '=' as relation,
    total.half + part.half as tolerance,
    {{ skip_reason }} as skip_reason
from part
inner join total
    on
        part.report_key = total.report_key
        and part.total_no = total.disclosure_no
{%- endmacro %}
