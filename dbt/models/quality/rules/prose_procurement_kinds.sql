-- Contracts with small and medium enterprises told by kind (货物采购授予…占货物支出的…%): the shares of goods, works and services, each of
-- its expenditure, add up to the amount stated for all kinds. Only where the share of all is of that expenditure too.
with stated as (
    select
        *,
        case
            when {{ marked('of_goods') }} then 'goods'
            when {{ marked('of_works') }} then 'works'
            when {{ marked('of_services') }} then 'services'
            else ''
        end as kind
    from {{ ref('quality_disclosure') }}
    where topic = 'procurement' and {{ marked('contracts_sme') }}
),

expenditure as (
    select
        report_key,
        section,
        case
            when {{ marked('all_procurement') }} then ''
            when {{ marked('goods_expenditure') }} then 'goods'
            when {{ marked('works_expenditure') }} then 'works'
            when {{ marked('services_expenditure') }} then 'services'
        end as kind,
        amount,
        half
    from {{ ref('quality_disclosure') }}
    where topic = 'procurement' and is_money and metric = '金额'
),

share as (
    select
        stated.report_key,
        stated.section,
        stated.kind,
        min(stated.disclosure_no) as disclosure_no,
        min(stated.amount) as percent,
        min(stated.half) as percent_half,
        min(expenditure.amount) as whole,
        min(expenditure.half) as whole_half,
        count(*) as pair_count
    from stated
    inner join expenditure
        on
            stated.report_key = expenditure.report_key
            and stated.section = expenditure.section
            and stated.kind = expenditure.kind
    where
        stated.unit = '%'
        and stated.metric = '占比'
        and case stated.kind
            when 'goods' then {{ marked('base_goods', 'stated') }}
            when 'works' then {{ marked('base_works', 'stated') }}
            when 'services' then {{ marked('base_services', 'stated') }}
            else {{ marked('base_procurement', 'stated') }}
        end
    group by stated.report_key, stated.section, stated.kind
),

kinds as (
    select
        report_key,
        section,
        sum(whole * percent / 100) as amount,
        -- A percentage may be cut off: one unit of its last digit.
        sum(whole_half * percent / 100 + whole * 2 * percent_half / 100) as tolerance
    from share
    where kind <> '' and pair_count = 1
    group by report_key, section
    having count(*) = 3
),

contract as (
    select
        stated.*,
        share.whole * share.percent / 100 as found,
        share.whole_half * share.percent / 100 + share.whole * 2 * share.percent_half / 100 as found_tolerance
    from stated
    inner join share
        on
            stated.report_key = share.report_key
            and stated.section = share.section
            and share.kind = ''
            and share.pair_count = 1
    where stated.kind = '' and stated.is_money and stated.metric = '金额'
)

select
    {{ at_disclosure('contract') }},
    '文字中“' || contract.item || '”' as left_label,
    contract.amount as left_amount,
    '按货物、工程、服务采购各自所占比例计算之和' as right_label,
    round(kinds.amount, 2) as right_amount,
    '=' as relation,
    contract.half + kinds.tolerance as tolerance,
    '' as skip_reason
from contract
inner join kinds
    on
        contract.report_key = kinds.report_key
        and contract.section = kinds.section
where abs(contract.amount - contract.found) <= contract.half + contract.found_tolerance
