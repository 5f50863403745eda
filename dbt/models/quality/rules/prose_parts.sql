-- Parts that the prose states by name add up to the whole that it states: 一般公共预算财政拨款基本支出 = 人员经费 + 公用经费 in one
-- section; 政府采购 = 货物 + 工程 + 服务; 财政拨款支出 = its three funds; so do their changes against last year; 公务接待费 = 国内 + 外宾;
-- a project's 全年预算 = 年初预算 + 上年结转 in one sentence that speaks of no adjustment; projects evaluated = those of each grade
-- (优、良、中、差 …). Only where every part is stated.
with amount as (
    select
        disclosure.*,
        case when metric = '比上年增减额' then '比上年增减额' else '金额' end as what,
        case
            when item ~ '基本支出$' then 'basic'
            when item ~ '^人员经费' then 'personnel'
            when item ~ '^(日常)?公用经费' then 'public'
            when item ~ '^政府采购(支出)?(预算)?(总额|合计|总规模|金额)?$' then 'procurement'
            when item ~ '^(政府采购货物类?(支出|预算)?|货物(类?支出|采购金额|采购支出))' then 'goods'
            when item ~ '^(政府采购工程类?(支出|预算)?|工程(类?支出|采购金额|采购支出))' then 'works'
            when item ~ '^(政府采购服务类?(支出|预算)?|服务(类?支出|采购金额|采购支出))' then 'services'
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

-- Receptions: what the section says twice of all of them is one amount.
reception as (
    select distinct on (report_key, section, name)
        reception.*,
        min(amount) over (partition by report_key, section, name) <> max(amount) over (partition by report_key, section, name) as differs
    from (
        select
            disclosure.*,
            case
                when item ~ '^(国内公务接待|国内接待)' then 'domestic'
                when item ~ '^(外宾接待|外事接待|国（境）外公务接待|国\(境\)外公务接待)' then 'foreign'
                when item ~ '^公务接待费?(支出)?$' then 'reception'
            end as name
        from {{ ref('quality_disclosure') }} as disclosure
        where unit like '%元' and metric in ('金额', '决算数', '支出决算')
    ) as reception
    where name is not null
    order by
        report_key asc,
        section asc,
        name asc,
        disclosure_no asc
),

project_budget as (
    select
        *,
        case
            when metric in ('全年预算', '全年预算数', '预算总额') then 'year'
            when metric ~ '^(年初预算|中央预算资金|省级预算资金|市级预算资金|[区县]级预算资金)$' then 'initial'
            when metric = '上年结转' then 'carried'
        end as name
    from {{ ref('quality_disclosure') }}
    where topic = 'performance' and unit like '%元' and sentence !~ '追加|调整|调增|调减|压减|收回|增加|减少|其他|自筹'
),

graded as (
    select
        *,
        case
            when item ~ '^绩效自评的?(.{0,6})项目$' then 'evaluated'
            when item ~ '评[级价](结果)?为“?(优|良|中|差|合格|不合格)”?的?(.{0,4})项目$' then 'grade'
        end as name
    from {{ ref('quality_disclosure') }}
    where topic = 'performance' and unit in ('个', '项') and metric in ('数量', '项目数量')
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
    union all
    select
        whole.report_key,
        whole.disclosure_no,
        count(*) as part_count,
        sum(part.amount) as amount,
        sum(part.half) as half,
        string_agg(part.item, '+' order by part.disclosure_no) as items
    from reception as whole
    inner join reception as part
        on
            whole.report_key = part.report_key
            and whole.section = part.section
            and part.name in ('domestic', 'foreign')
            -- 国内…（含外宾…） holds what it names again.
            and (part.sentence !~ '含外' or part.name = 'domestic' or part.amount = 0)
    where whole.name = 'reception' and not whole.differs
    group by whole.report_key, whole.disclosure_no
    having count(*) = 2 and not bool_or(part.differs)
    union all
    select
        whole.report_key,
        whole.disclosure_no,
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
    having count(distinct part.item) = count(*) and bool_or(part.item ~ '优') and bool_or(part.item ~ '良') and bool_or(part.item ~ '差|不合格')
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
inner join {{ ref('quality_disclosure') }} as whole
    on
        part.report_key = whole.report_key
        and part.disclosure_no = whole.disclosure_no
