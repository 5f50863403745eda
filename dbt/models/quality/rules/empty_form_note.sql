-- A form that is published empty says why: a note at the form, the list of contents (是否空表：是), or the prose (无…收支，已公开空表). Rates alone
-- (增减%) are of amounts that aren't there: such a form is empty, too.
with rate_only as (
    select
        report_key,
        statement_seq
    from {{ ref('quality_figure') }}
    group by report_key, statement_seq
    having bool_and(role = 'percent')
),

empty_form as (
    select
        statement.*,
        report.document_key,
        case
            when statement.statement_key ~ 'government_fund' then '政府性基金'
            when statement.statement_key ~ 'state_capital' then '国有资本'
            when statement.statement_key ~ 'three_public' then '三公|公务接待|出国|公务用车'
            when statement.statement_key ~ 'procurement' then '政府采购'
            when statement.statement_key ~ 'carry_over' then '结转'
            when statement.statement_key ~ 'project' then '项目|专项'
            when statement.statement_key ~ 'operating' then '运行经费'
        end as subject_pattern
    from {{ ref('quality_statement') }} as statement
    inner join {{ ref('quality_report') }} as report
        on statement.report_key = report.report_key
    left join rate_only
        on
            statement.report_key = rate_only.report_key
            and statement.statement_seq = rate_only.statement_seq
    where statement.is_empty or rate_only.report_key is not null
),

-- The line of the contents that is the form's: that of its very title, else one that is like it.
said_by_contents as (
    select distinct on (form.report_key, form.statement_seq)
        form.report_key,
        form.statement_seq,
        contents.said_empty = '是' as is_said
    from {{ ref('quality_title') }} as form
    inner join {{ ref('quality_title') }} as contents
        on
            form.report_key = contents.report_key
            and contents.place = 'contents'
            and contents.said_empty <> ''
            and {{ same_title('form.title', 'contents.title') }}
    where form.place = 'form'
    order by
        form.report_key asc,
        form.statement_seq asc,
        (form.title = contents.title) desc,
        contents.said_empty desc
),

said as (
    select
        empty_form.report_key,
        empty_form.statement_seq,
        coalesce(empty_form.note ~ '空表|无数据|没有|未发生|未安排|不涉及|为空|无此|^(备?注|说明)[：:]?.{0,20}无', false)
        or coalesce(said_by_contents.is_said, false)
        or exists (
            select 1
            from {{ ref('quality_paragraph') }} as paragraph
            where
                empty_form.document_key = paragraph.document_key
                and paragraph.text ~ empty_form.subject_pattern
                and paragraph.text ~ '空表|无数据|没有|未发生|未安排|不涉及|为空|无.{0,30}(收支|收入|支出|预算|拨款|经费|安排|采购)'
        ) as is_said
    from empty_form
    left join said_by_contents
        on
            empty_form.report_key = said_by_contents.report_key
            and empty_form.statement_seq = said_by_contents.statement_seq
)

select
    empty_form.report_key,
    empty_form.statement_seq,
    null::integer as disclosure_no,
    empty_form.page,
    null::integer as table_index,
    null::integer as row_index,
    null::integer as column_index,
    empty_form.title as row_label,
    '' as column_label,
    '处' as unit,
    1::numeric as factor,
    '空表《' || empty_form.title || '》没有说明为何是空表' as left_label,
    (not said.is_said)::integer::numeric as left_amount,
    '应为' as right_label,
    0::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from empty_form
inner join said
    on
        empty_form.report_key = said.report_key
        and empty_form.statement_seq = said.statement_seq
