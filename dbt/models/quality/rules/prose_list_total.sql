{%- set head = '[，,：:；;]?(?:(?:主要)?用于[^0-9。；;：:]*[，,])?(?:其中|(?:具体)?(?:内容)?包括|主要包括|分别[为是]?)' %}
{%- set amount = '[0-9][0-9,]*(?:[.][0-9]+)?(?:万元|亿元|元)' %}
{%- set named = '[^0-9、，,。；;：:]+' ~ amount %}
{%- set list = '(?:(?:' ~ named ~ '(?:、|和|及))+|(?:' ~ named ~ '[，,])+)' ~ named %}
-- Amounts that a sentence lists behind its total (…400万元，其中：甲180万元、乙120万元) are no more than it, and all of it where the list is closed: told with
-- as many projects as it names (3个项目), said to be the particulars (具体包括, 分别为) or a division of an amount of the section (按支出用途分类，包括…). A list that
-- is left open (等), or whose names say that they hold each other (含, 合计), isn't closed or no list of parts. What stands in brackets divides one part.
with said as (
    select
        *,
        regexp_replace(sentence, '[（(][^（）()]*[）)]', '', 'g') as plain,
        regexp_replace(substr(sentence, strpos(sentence, printed) + length(printed)), '[（(][^（）()]*[）)]', '', 'g') as behind
    from {{ ref('quality_disclosure') }}
    where
        is_money
        and metric in ('金额', '预算数', '决算数', '支出决算', '收入决算', '涉及资金', '涉及预算资金')
),

listing as (
    select
        report_key,
        disclosure_no as whole_no,
        position,
        sentence,
        disclosure_no as behind_no,
        behind ~ '^[，,：:；;]?(具体|分别)' as is_closed,
        substring(behind from '^{{ head }}[：:，,]?({{ list }})') as names,
        substring(behind from '^{{ head }}[：:，,]?{{ list }}(.*)$') as rest
    from said
    union all
    select distinct
        said.report_key,
        whole.disclosure_no as whole_no,
        said.position,
        said.sentence,
        whole.disclosure_no as behind_no,
        true as is_closed,
        substring(said.plain from '按[^，,。；;0-9]{0,10}分类[，,]?(?:包括|分为|为)[：:]?({{ list }})') as names,
        substring(said.plain from '按[^，,。；;0-9]{0,10}分类[，,]?(?:包括|分为|为)[：:]?{{ list }}(.*)$') as rest
    from said
    inner join said as whole
        on
            said.report_key = whole.report_key
            and said.section = whole.section
            and (said.position, said.sentence) <> (whole.position, whole.sentence)
            and said.disclosure_no > whole.disclosure_no
),

-- Every amount of the list was understood.
part as (
    select
        listing.report_key,
        listing.whole_no,
        listing.is_closed,
        listing.rest,
        min(said.disclosure_no) as first_no,
        count(*) as part_count,
        sum(said.amount) as amount,
        sum(said.half) as half,
        string_agg(said.item, '+' order by said.disclosure_no) as items
    from listing
    inner join said
        on
            listing.report_key = said.report_key
            and listing.position = said.position
            and listing.sentence = said.sentence
            and listing.behind_no < said.disclosure_no
            and listing.names ~ ('[^0-9.,]' || replace(substring(said.printed from '[0-9][0-9,.]*(?:万元|亿元|元)$'), '.', '[.]'))
    where
        listing.names is not null
        -- What holds, crosses or follows what is listed is no part of its own.
        and listing.names !~ '其中|含|合计|共计|累计|人均|平均|每|比|较|增|减|执行|已|净值|原值|中小|小微|购置[及和与]运行.*运行'
        -- Commas also part what is no list: only of names that are no revenue or expenditure, to the end of the sentence.
        and (listing.names !~ '[，,][^0-9]' or (listing.names !~ '收入|支出|预算|决算|总|结转|结余' and listing.rest ~ '^[。；;]?$'))
    group by
        listing.report_key, listing.whole_no, listing.position, listing.sentence, listing.is_closed, listing.names, listing.rest
    having count(*) = (length(listing.names) - length(regexp_replace(listing.names, '元', '', 'g'))) and count(*) > 1
),

counted as (
    select distinct
        part.report_key,
        part.first_no
    from part
    inner join {{ ref('quality_disclosure') }} as first
        on
            part.report_key = first.report_key
            and part.first_no = first.disclosure_no
    inner join {{ ref('quality_disclosure') }} as number
        on
            first.report_key = number.report_key
            and first.position = number.position
            and first.sentence = number.sentence
            and number.unit in ('个', '项')
            and number.value = part.part_count
            and number.disclosure_no < part.whole_no
    -- Two projects may have money of three funds.
    where part.items !~ '拨款|预算|基金|资金|收入|支出|财政|[省市区县]级'
),

-- A division is of the amount of its section that is nearest.
compared as (
    select distinct on (part.report_key, part.first_no)
        part.*,
        whole.item as whole_item,
        whole.metric as whole_metric,
        whole.amount as whole_amount,
        whole.half as whole_half,
        (part.is_closed or counted.report_key is not null) and part.rest !~ '^(等|以及|及|和|，)' as is_all
    from part
    inner join {{ ref('quality_disclosure') }} as whole
        on
            part.report_key = whole.report_key
            and part.whole_no = whole.disclosure_no
    left join counted
        on
            part.report_key = counted.report_key
            and part.first_no = counted.first_no
    order by
        part.report_key asc,
        part.first_no asc,
        abs(part.amount - whole.amount) asc,
        whole.disclosure_no asc
)

select
    {{ at_disclosure('first') }},
    '文字所列各项（' || compared.items || '）之和' as left_label,
    compared.amount as left_amount,
    '文字中“' || compared.whole_item || '”' || compared.whole_metric as right_label,
    compared.whole_amount as right_amount,
    case when compared.is_all then '=' else '<=' end as relation,
    compared.half + compared.whole_half as tolerance,
    '' as skip_reason
from compared
inner join {{ ref('quality_disclosure') }} as first
    on
        compared.report_key = first.report_key
        and compared.first_no = first.disclosure_no
