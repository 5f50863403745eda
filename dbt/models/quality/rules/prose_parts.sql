-- Parts that the prose states by name add up to the whole that it states: 一般公共预算财政拨款基本支出 = 人员经费 + 公用经费 in one
-- section; 政府采购支出 = 货物 + 工程 + 服务; 财政拨款支出 = its three funds. So do their changes against last year. Only where every part
-- is stated.
with amount as (
    select
        disclosure.*,
        case when metric = '比上年增减额' then '比上年增减额' else '金额' end as what,
        case
            when item ~ '基本支出$' then 'basic'
            when item ~ '^人员经费' then 'personnel'
            when item ~ '^(日常)?公用经费' then 'public'
            when item ~ '^政府采购(支出)?(预算)?(总额|合计|总规模)?$' then 'procurement'
            when item ~ '^政府采购货物类?(支出|预算)?' then 'goods'
            when item ~ '^政府采购工程类?(支出|预算)?' then 'works'
            when item ~ '^政府采购服务类?(支出|预算)?' then 'services'
            when item ~ '^财政拨款支出(预算)?$' then 'fiscal'
            when item ~ '^一般公共预算(财政)?拨款支出(预算)?$' then 'general_public'
            when item ~ '^政府性基金(预算)?(财政)?拨款支出(预算)?$' then 'government_fund'
            when item ~ '^国有资本经营(预算)?(财政)?拨款支出(预算)?$' then 'state_capital'
        end as name
    from {{ ref('quality_disclosure') }} as disclosure
    where unit like '%元' and metric in ('金额', '预算数', '决算数', '比上年增减额')
),

-- Each name once: a section that states one twice speaks of several things.
single as (
    select
        *,
        count(*) over (partition by report_key, section, what, name) as name_count
    from amount
    where name is not null
),

part as (
    select
        whole.report_key,
        whole.disclosure_no,
        count(*) as part_count,
        sum(part.amount) as amount,
        sum(part.half) as half,
        string_agg(part.item, '+' order by part.disclosure_no) as items
    from single as whole
    inner join single as part
        on
            whole.report_key = part.report_key
            and whole.section = part.section
            and whole.what = part.what
            and (
                (whole.name = 'basic' and part.name in ('personnel', 'public'))
                or (whole.name = 'procurement' and part.name in ('goods', 'works', 'services'))
                or (whole.name = 'fiscal' and part.name in ('general_public', 'government_fund', 'state_capital'))
            )
            and part.name_count = 1
    where whole.name_count = 1
    group by whole.report_key, whole.disclosure_no, whole.name
    having count(*) = case whole.name when 'basic' then 2 else 3 end
)

select
    {{ at_disclosure('whole') }},
    '文字中“' || whole.item || '”' || whole.metric as left_label,
    whole.amount as left_amount,
    part.items as right_label,
    part.amount as right_amount,
    '=' as relation,
    whole.half + part.half as tolerance,
    '' as skip_reason
from part
inner join single as whole
    on
        part.report_key = whole.report_key
        and part.disclosure_no = whole.disclosure_no
