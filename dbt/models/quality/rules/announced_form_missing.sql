-- Every form that the list of contents announces is in the document. A report whose own titles couldn't be read well enough (a form that
-- no entry of the contents names) can't be checked: the form may be the one that seems to miss.
with announced as (
    select
        report_key,
        list_no,
        title,
        min(page) as page,
        min(table_index) as table_index,
        min(row_index) as row_index
    from {{ ref('quality_title') }}
    where place = 'contents'
    group by report_key, list_no, title
),

-- A list of contents has three entries at least.
contents as (
    select
        report_key,
        list_no
    from announced
    group by report_key, list_no
    having count(*) >= 3
),

entry as (
    select announced.*
    from announced
    inner join contents
        on
            announced.report_key = contents.report_key
            and announced.list_no = contents.list_no
),

form as (
    select
        form.report_key,
        form.statement_seq,
        bool_or({{ same_title('form.title', 'entry.title') }}) as is_announced
    from {{ ref('quality_title') }} as form
    inner join entry
        on form.report_key = entry.report_key
    where form.place = 'form'
    group by form.report_key, form.statement_seq
),

unread as (
    select
        report_key,
        count(*) as form_count
    from form
    where not is_announced
    group by report_key
),

performance as (
    select distinct report_key
    from {{ ref('quality_project') }}
    where performance_kind <> ''
),

-- A title that the same list names too stands for that entry only.
place as (
    select
        entry.report_key,
        entry.list_no,
        entry.title
    from entry
    inner join {{ ref('quality_title') }} as printed
        on
            entry.report_key = printed.report_key
            and printed.place <> 'contents'
            and {{ same_title('printed.title', 'entry.title') }}
    left join entry as other
        on
            printed.report_key = other.report_key
            and entry.list_no = other.list_no
            and printed.title = other.title
            and entry.title <> other.title
    where other.report_key is null
),

found as (
    select
        entry.report_key,
        entry.title,
        min(entry.page) as page,
        min(entry.table_index) as table_index,
        min(entry.row_index) as row_index,
        count(place.report_key) as place_count
    from entry
    left join place
        on
            entry.report_key = place.report_key
            and entry.list_no = place.list_no
            and entry.title = place.title
    group by entry.report_key, entry.title
)

select
    found.report_key,
    null::integer as statement_seq,
    null::integer as disclosure_no,
    found.page,
    found.table_index,
    found.row_index,
    null::integer as column_index,
    found.title as row_label,
    '' as column_label,
    '处' as unit,
    1::numeric as factor,
    '目录列有《' || found.title || '》，正文中没有这张表' as left_label,
    case when found.place_count > 0 or (found.title ~ '绩效' and performance.report_key is not null) then 0 else 1 end::numeric
        as left_amount,
    '应为' as right_label,
    0::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    case
        when found.place_count = 0 and unread.form_count is not null then '有报表的标题未能与目录对上'
        else ''
    end as skip_reason
from found
left join unread
    on found.report_key = unread.report_key
left join performance
    on found.report_key = performance.report_key
