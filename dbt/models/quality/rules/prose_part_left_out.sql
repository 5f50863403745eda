-- Parts that a section lists below their whole (seeds/prose_division.csv: 基本支出 and its 人员经费, 公用经费) are all of those that have an amount: where
-- what they lack of the whole is what a form prints for one that isn't named, that one was left out; so it was where the parts are all that there can
-- be (货物, 工程, 服务) and two of them don't reach the whole. An amount that the prose prints there all the
-- same was only not understood: no finding.
with stated as (
    select
        disclosure.*,
        report.kind
    from {{ ref('quality_disclosure') }} as disclosure
    inner join {{ ref('quality_report') }} as report
        on disclosure.report_key = report.report_key
    where disclosure.is_money and disclosure.item_code = '' and disclosure.metric in ('金额', '预算数', '决算数', '支出决算')
),

whole_name as (
    select distinct
        whole,
        kind
    from {{ ref('prose_division') }}
),

whole as (
    select distinct on (stated.report_key, stated.section, whole_name.whole)
        stated.*,
        whole_name.whole as mark
    from stated
    inner join whole_name
        on
            whole_name.whole = any(stated.marks)
            and stated.kind = coalesce(whole_name.kind, stated.kind)
    where stated.amount <> 0
    order by
        stated.report_key asc,
        stated.section asc,
        whole_name.whole asc,
        stated.disclosure_no asc
),

part as (
    select
        whole.report_key,
        whole.disclosure_no,
        division.part,
        division.name_zh,
        division.is_complete,
        max(stated.amount) as amount,
        max(stated.half) as half,
        min(stated.amount) <> max(stated.amount) as differs
    from whole
    inner join {{ ref('prose_division') }} as division
        on whole.mark = division.whole
    left join stated
        on
            whole.report_key = stated.report_key
            and whole.section = stated.section
            and division.part = any(stated.marks)
            and whole.disclosure_no <> stated.disclosure_no
    group by whole.report_key, whole.disclosure_no, division.part, division.name_zh, division.is_complete
),

-- A part that is told by its own parts (公务用车 by 购置 and 运行) isn't left out.
told_by_parts as (
    select distinct
        whole.report_key,
        whole.disclosure_no,
        upper_division.part
    from whole
    inner join {{ ref('prose_division') }} as upper_division
        on whole.mark = upper_division.whole
    inner join {{ ref('prose_division') }} as lower_division
        on upper_division.part = lower_division.whole
    inner join stated
        on
            whole.report_key = stated.report_key
            and whole.section = stated.section
            and lower_division.part = any(stated.marks)
),

listed as (
    select
        report_key,
        disclosure_no,
        count(*) - count(amount) as unnamed_count,
        bool_and(is_complete) as is_complete,
        min(name_zh collate "C") filter (where amount is null) as unnamed,
        sum(amount) as amount,
        coalesce(sum(half), 0) as half,
        string_agg(name_zh, '+' order by name_zh collate "C") filter (where amount is not null) as names
    from part
    group by report_key, disclosure_no
    having count(amount) > 0 and not bool_or(coalesce(differs, false))
),

-- What a form prints for a part that isn't named.
in_form as (
    select distinct on (whole.report_key, whole.disclosure_no)
        whole.report_key,
        whole.disclosure_no,
        part.name_zh,
        figure.statement_title,
        figure.amount,
        figure.half
    from whole
    inner join part
        on
            whole.report_key = part.report_key
            and whole.disclosure_no = part.disclosure_no
            and part.amount is null
    left join told_by_parts
        on
            part.report_key = told_by_parts.report_key
            and part.disclosure_no = told_by_parts.disclosure_no
            and part.part = told_by_parts.part
    inner join listed
        on
            whole.report_key = listed.report_key
            and whole.disclosure_no = listed.disclosure_no
    inner join {{ ref('prose_figure') }} as mapping
        on
            whole.kind = mapping.kind
            and part.part = mapping.item
            and whole.fund ~ coalesce(mapping.fund_pattern, '')
    inner join {{ ref('quality_figure') }} as figure
        on
            whole.report_key = figure.report_key
            and {{ stands_at('figure', 'mapping', member="coalesce(mapping.member, '')") }}
    where
        told_by_parts.part is null
        and figure.amount <> 0
        and abs(whole.amount - listed.amount - figure.amount) <= whole.half + listed.half + figure.half
    order by
        whole.report_key asc,
        whole.disclosure_no asc,
        part.name_zh collate "C" asc,
        figure.figure_no asc
),

-- Of parts that are all there can be the others tell the one that isn't named, without a form.
left_over as (
    select
        whole.report_key,
        whole.disclosure_no,
        listed.unnamed as name_zh,
        whole.amount - listed.amount as amount
    from whole
    inner join listed
        on
            whole.report_key = listed.report_key
            and whole.disclosure_no = listed.disclosure_no
    left join in_form
        on
            whole.report_key = in_form.report_key
            and whole.disclosure_no = in_form.disclosure_no
    where
        listed.is_complete
        and listed.unnamed_count = 1
        and whole.amount - listed.amount > whole.half + listed.half
        and in_form.report_key is null
),

missing as (
    select
        report_key,
        disclosure_no,
        name_zh,
        amount,
        '，《' || statement_title || '》所印正是所差之数' as evidence
    from in_form
    union all
    select
        report_key,
        disclosure_no,
        name_zh,
        amount,
        '' as evidence
    from left_over
),

said as (
    select
        missing.report_key,
        missing.disclosure_no,
        missing.amount,
        whole.position,
        trim_scale(missing.amount / whole.factor)::text as number
    from missing
    inner join whole
        on
            missing.report_key = whole.report_key
            and missing.disclosure_no = whole.disclosure_no
),

-- The sentences near that are known to state the amount: of the whole itself where one part is all of it, of what comes next.
understood as (
    select
        said.report_key,
        said.disclosure_no,
        count(distinct near.position || near.sentence) as sentence_count
    from said
    inner join {{ ref('quality_disclosure') }} as near
        on
            said.report_key = near.report_key
            and near.position between said.position and said.position + 8
            and said.amount = near.amount
            and near.is_money
    group by said.report_key, said.disclosure_no
),

printed as (
    select
        said.report_key,
        said.disclosure_no
    from said
    inner join {{ ref('quality_paragraph') }} as paragraph
        on
            said.report_key = paragraph.report_key
            and paragraph.position between said.position and said.position + 8
    left join understood
        on
            said.report_key = understood.report_key
            and said.disclosure_no = understood.disclosure_no
    group by said.report_key, said.disclosure_no, understood.sentence_count
    having
        sum(array_length(string_to_array(replace(paragraph.text, ',', ''), said.number), 1) - 1)
        > coalesce(understood.sentence_count, 0)
)

select
    {{ at_disclosure('whole') }},
    '文字所列“' || whole.item || '”各项（' || listed.names || '）之和' as left_label,
    listed.amount as left_amount,
    case
        when missing.report_key is null then '总数'
        else '总数（漏列“' || missing.name_zh || '”' || missing.evidence || '）'
    end as right_label,
    case when missing.report_key is null then listed.amount else whole.amount end as right_amount,
    '=' as relation,
    whole.half + listed.half as tolerance,
    case when printed.report_key is not null then '所差之数文中另有述及，未能识别为何项' else '' end as skip_reason
from listed
inner join whole
    on
        listed.report_key = whole.report_key
        and listed.disclosure_no = whole.disclosure_no
left join missing
    on
        listed.report_key = missing.report_key
        and listed.disclosure_no = missing.disclosure_no
left join printed
    on
        listed.report_key = printed.report_key
        and listed.disclosure_no = printed.disclosure_no
