-- A form bears the title under which the contents announce it: 基本支出决算表 there and 基本支出决算明细表 at the form are one form.
with form as (
    select
        report_key,
        statement_seq,
        page,
        title
    from {{ ref('quality_title') }}
    where place = 'form' and title <> ''
),

printed as (
    select distinct
        report_key,
        title
    from form
),

entry as (
    select distinct
        contents.report_key,
        contents.list_no,
        contents.title,
        printed.title is not null as is_printed
    from {{ ref('quality_title') }} as contents
    left join printed
        on
            contents.report_key = printed.report_key
            and contents.title = printed.title
    where contents.place = 'contents'
),

-- The entry that a form is announced by: of this very title, else one alike that no other form has.
matched as (
    select distinct on (form.report_key, form.statement_seq, entry.list_no)
        form.*,
        entry.title as announced
    from form
    inner join entry
        on
            form.report_key = entry.report_key
            and {{ same_title('form.title', 'entry.title') }}
    where
        form.title = entry.title
        or not entry.is_printed
    order by
        form.report_key asc,
        form.statement_seq asc,
        entry.list_no asc,
        (form.title = entry.title) desc,
        abs(length(form.title) - length(entry.title)) asc,
        entry.title collate "C" asc
)

select distinct
    report_key,
    statement_seq,
    null::integer as disclosure_no,
    page,
    null::integer as table_index,
    null::integer as row_index,
    null::integer as column_index,
    title as row_label,
    '' as column_label,
    '处' as unit,
    1::numeric as factor,
    case
        when title = announced then '表题与目录不同'
        else '表题《' || title || '》与目录所列《' || announced || '》不同'
    end as left_label,
    (title <> announced)::integer::numeric as left_amount,
    '应为' as right_label,
    0::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from matched
