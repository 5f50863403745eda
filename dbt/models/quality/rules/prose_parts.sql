-- Parts that the prose states by name add up to the whole that it states: 一般公共预算财政拨款基本支出 = 人员经费 + 公用经费 in one
-- section; 政府采购 = 货物 + 工程 + 服务; 财政拨款支出 = its three funds; “三公”经费 = 因公出国 + 公务用车 + 公务接待, 公务用车 = 购置 + 运行;
-- so do their changes against last year, and those of the lines of a summary whose amounts add up to its total (收入总计 = 本年收入合计 + 年初结转和结余), which both sides
-- share; 公务接待费 = 国内 + 外宾, and 国内 alone is no more than it;
-- two kinds of procurement are no more than all of it;
-- a project's 全年预算 = 年初预算 + 上年结转 in one sentence that speaks of no adjustment; projects evaluated = those of each grade
-- (优、良、中、差 …). Only where every part is stated.
with amount as (
    select
        disclosure.*,
        case when metric = '比上年增减额' then '比上年增减额' else '金额' end as what,
        case
            when {{ marked('basic_expenditure') }} then 'basic'
            when {{ marked('personnel') }} then 'personnel'
            when {{ marked('public') }} then 'public'
            when {{ marked('all_procurement') }} then 'procurement'
            when {{ marked('goods_procured') }} then 'goods'
            when {{ marked('works_procured') }} then 'works'
            when {{ marked('services_procured') }} then 'services'
            when {{ marked('fiscal_appropriation') }} then 'fiscal'
            when {{ marked('general_public_appropriation') }} then 'general_public'
            when {{ marked('government_fund_appropriation') }} then 'government_fund'
            when {{ marked('state_capital_appropriation') }} then 'state_capital'
        end as name
    from {{ ref('quality_disclosure') }} as disclosure
    where is_money and metric in ('金额', '预算数', '决算数', '比上年增减额')
),

-- Each name once: a section that states one twice speaks of several things.
single as (
    select
        *,
        count(*) over (partition by report_key, section, what, name) as name_count
    from amount
    where name is not null
),

-- Receptions: what the section says twice of all of them is one amount.
reception as (
    select distinct on (report_key, section, name)
        reception.*,
        min(amount) over (partition by report_key, section, name) <> max(amount) over (partition by report_key, section, name) as differs
    from (
        select
            disclosure.*,
            case
                when {{ marked('domestic_reception') }} then 'domestic'
                when {{ marked('foreign_reception') }} then 'foreign'
                when {{ marked('all_reception') }} then 'reception'
            end as name
        from {{ ref('quality_disclosure') }} as disclosure
        where is_money and metric in ('金额', '决算数', '支出决算')
    ) as reception
    where name is not null
    order by
        report_key asc,
        section asc,
        name asc,
        disclosure_no asc
),

-- The three public expenses: of each amount that a section states of one, once, whatever it says again; two amounts are of two things.
three_public as (
    select distinct on (report_key, section, name, what)
        *,
        min(amount) over (partition by report_key, section, name, what)
        <> max(amount) over (partition by report_key, section, name, what) as differs
    from (
        select
            disclosure.*,
            case
                when {{ marked('three_public') }} then 'total'
                when {{ marked('abroad') }} then 'abroad'
                when {{ marked('vehicle') }} then 'vehicle'
                when {{ marked('vehicle_purchase') }} then 'purchase'
                when {{ marked('vehicle_running') }} then 'running'
                when {{ marked('all_reception') }} then 'reception'
            end as name,
            case when metric in ('金额', '决算数', '支出决算') then '金额' else metric end as what
        from {{ ref('quality_disclosure') }} as disclosure
        where is_money and metric in ('金额', '决算数', '支出决算', '预算数', '年初预算', '全年预算', '比上年增减额')
    ) as stated
    where name is not null
    order by
        report_key asc,
        section asc,
        name asc,
        what asc,
        disclosure_no asc
),

-- The lines of the summary of revenue and expenditure and their changes, by side.
summary as (
    select distinct on (report_key, section, name, what)
        *,
        min(amount) over (partition by report_key, section, name, what)
        <> max(amount) over (partition by report_key, section, name, what) as differs
    from (
        select
            disclosure.*,
            case
                when {{ marked('revenue_total') }} then 'revenue'
                when {{ marked('revenue_of_year') }} then 'current revenue'
                when {{ marked('opening_balance') }} then 'opening revenue'
                when {{ marked('use_of_surplus') }} then 'surplus revenue'
                when {{ marked('expenditure_total') }} then 'expenditure'
                when {{ marked('expenditure_of_year') }} then 'current expenditure'
                when {{ marked('surplus_distribution') }} then 'surplus expenditure'
                when {{ marked('closing_balance') }} then 'closing expenditure'
            end as name,
            case when metric = '比上年增减额' then metric else '金额' end as what
        from {{ ref('quality_disclosure') }} as disclosure
        where is_money and metric in ('金额', '决算数', '比上年增减额')
    ) as stated
    where name is not null
    order by
        report_key asc,
        section asc,
        name asc,
        what asc,
        disclosure_no asc
),

summed as (
    select
        whole.report_key,
        whole.section,
        whole.name
    from summary as whole
    inner join summary as part
        on
            whole.report_key = part.report_key
            and whole.section = part.section
            and whole.what = part.what
            and part.name like '% ' || whole.name
    where whole.what = '金额' and not whole.differs
    group by whole.report_key, whole.section, whole.name, whole.amount, whole.half
    having
        count(*) > 1
        and not bool_or(part.differs)
        and abs(whole.amount - sum(part.amount)) <= whole.half + sum(part.half)
),

project_budget as (
    select
        *,
        case
            when metric in ('全年预算', '全年预算数', '预算总额') then 'year'
            when metric in ('年初预算', '中央预算资金', '省级预算资金', '市级预算资金', '区级预算资金', '县级预算资金') then 'initial'
            when metric = '上年结转' then 'carried'
        end as name
    from {{ ref('quality_disclosure') }}
    where topic = 'performance' and is_money and not {{ marked('speaks_of_adjustment') }}
),

graded as (
    select
        *,
        case
            when {{ marked('evaluated_projects') }} then 'evaluated'
            when {{ marked('graded_projects') }} then 'grade'
        end as name
    from {{ ref('quality_disclosure') }}
    where topic = 'performance' and unit in ('个', '项') and metric in ('数量', '项目数量')
),

part as (
    select
        whole.report_key,
        whole.disclosure_no,
        whole.name = 'procurement' and count(*) = 2 as is_bound,
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
    having
        count(*) = case whole.name when 'basic' then 2 else 3 end
        or (whole.name = 'procurement' and min(whole.what) = '金额' and count(*) = 2)
    union all
    select
        whole.report_key,
        whole.disclosure_no,
        false as is_bound,
        count(*) as part_count,
        sum(part.amount) as amount,
        -- 0万元 is nothing, as exactly as the whole is printed.
        sum(case when part.amount = 0 then least(part.half, whole.half) else part.half end) as half,
        string_agg(part.item, '+' order by part.disclosure_no) as items
    from reception as whole
    inner join reception as part
        on
            whole.report_key = part.report_key
            and whole.section = part.section
            and part.name in ('domestic', 'foreign')
            -- 国内…（含外宾…） holds what it names again.
            and (not {{ marked('includes_foreign', 'part') }} or part.name = 'domestic' or part.amount = 0)
    where whole.name = 'reception' and not whole.differs
    group by whole.report_key, whole.disclosure_no
    having count(*) = 2 and not bool_or(part.differs)
    union all
    select
        whole.report_key,
        whole.disclosure_no,
        false as is_bound,
        count(*) as part_count,
        sum(part.amount) as amount,
        sum(part.half) as half,
        string_agg(part.item, '+' order by part.disclosure_no) as items
    from three_public as whole
    inner join three_public as part
        on
            whole.report_key = part.report_key
            and whole.section = part.section
            and whole.what = part.what
            and (
                (whole.name = 'total' and part.name in ('abroad', 'vehicle', 'reception'))
                or (whole.name = 'vehicle' and part.name in ('purchase', 'running'))
            )
    where not whole.differs
    group by whole.report_key, whole.disclosure_no, whole.name
    having count(*) = case whole.name when 'total' then 3 else 2 end and not bool_or(part.differs)
    union all
    select
        whole.report_key,
        whole.disclosure_no,
        false as is_bound,
        count(*) as part_count,
        sum(part.amount) as amount,
        sum(part.half) as half,
        string_agg(part.item, '+' order by part.disclosure_no) as items
    from summed
    inner join summary as whole
        on
            summed.report_key = whole.report_key
            and summed.section = whole.section
            and summed.name = whole.name
            and whole.what = '比上年增减额'
    inner join summary as line
        on
            whole.report_key = line.report_key
            and whole.section = line.section
            and line.what = '金额'
            and line.name like '% ' || whole.name
    left join summary as part
        on
            line.report_key = part.report_key
            and line.section = part.section
            and line.name = part.name
            and part.what = '比上年增减额'
    where not whole.differs
    group by whole.report_key, whole.disclosure_no
    having count(*) = count(part.disclosure_no) and not bool_or(part.differs)
    union all
    select
        whole.report_key,
        whole.disclosure_no,
        false as is_bound,
        1 as part_count,
        part.amount,
        part.half,
        part.item as items
    from summary as whole
    inner join summary as part
        on
            whole.report_key = part.report_key
            and whole.section = part.section
            and whole.what = part.what
    where
        whole.name = 'expenditure'
        and part.name = 'revenue'
        and whole.what = '比上年增减额'
        and not whole.differs
        and not part.differs
    union all
    select
        whole.report_key,
        whole.disclosure_no,
        false as is_bound,
        count(*) as part_count,
        sum(part.amount) as amount,
        sum(part.half) as half,
        string_agg(part.metric, '+' order by part.disclosure_no) as items
    from project_budget as whole
    inner join project_budget as part
        on
            whole.report_key = part.report_key
            and whole.group_no = part.group_no
            and whole.sentence = part.sentence
            and part.name in ('initial', 'carried')
    where whole.name = 'year'
    group by whole.report_key, whole.disclosure_no
    having count(*) filter (where part.name = 'initial') > 0 and count(*) filter (where part.name = 'carried') = 1
    union all
    select
        whole.report_key,
        whole.disclosure_no,
        false as is_bound,
        count(*) as part_count,
        sum(part.amount) as amount,
        sum(part.half) as half,
        string_agg(part.item, '+' order by part.disclosure_no) as items
    from graded as whole
    inner join graded as part
        on
            whole.report_key = part.report_key
            and whole.sentence = part.sentence
            and part.name = 'grade'
    where whole.name = 'evaluated'
    group by whole.report_key, whole.disclosure_no
    -- The list goes down to the worst grade.
    having
        count(distinct part.item) = count(*)
        and bool_or({{ marked('graded_excellent', 'part') }})
        and bool_or({{ marked('graded_good', 'part') }})
        and bool_or({{ marked('graded_poor', 'part') }})
),

-- Receptions of guests from home where the section states no amount for others.
domestic as (
    select
        whole.report_key,
        whole.disclosure_no as whole_no,
        part.disclosure_no
    from reception as whole
    inner join reception as part
        on
            whole.report_key = part.report_key
            and whole.section = part.section
            and part.name = 'domestic'
    left join reception as other
        on
            whole.report_key = other.report_key
            and whole.section = other.section
            and other.name = 'foreign'
    where whole.name = 'reception' and not whole.differs and other.report_key is null
)

select
    {{ at_disclosure('whole') }},
    case when part.is_bound then '文字中' || part.items || '之和' else '文字中“' || whole.item || '”' || whole.metric end as left_label,
    case when part.is_bound then part.amount else whole.amount end as left_amount,
    case when part.is_bound then '“' || whole.item || '”' || whole.metric else part.items end as right_label,
    case when part.is_bound then whole.amount else part.amount end as right_amount,
    case when part.is_bound then '<=' else '=' end as relation,
    whole.half + part.half as tolerance,
    '' as skip_reason
from part
inner join {{ ref('quality_disclosure') }} as whole
    on
        part.report_key = whole.report_key
        and part.disclosure_no = whole.disclosure_no
union all
select
    {{ at_disclosure('part') }},
    '文字中“' || part.item || '”' || part.metric as left_label,
    part.amount as left_amount,
    '文字中“' || whole.item || '”' || whole.metric as right_label,
    whole.amount as right_amount,
    '<=' as relation,
    whole.half + part.half as tolerance,
    '' as skip_reason
from domestic
inner join {{ ref('quality_disclosure') }} as part
    on
        domestic.report_key = part.report_key
        and domestic.disclosure_no = part.disclosure_no
inner join {{ ref('quality_disclosure') }} as whole
    on
        domestic.report_key = whole.report_key
        and domestic.whole_no = whole.disclosure_no
