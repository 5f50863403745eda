-- One agency publishes the report: the names above its forms (编制部门：…) and in the headings that name the report are its own, in full,
-- without its region, or shortened, or those of units that it lists. A name that most of them don't bear is another's, left from a
-- template, or misspelt.
with line as (
    select
        report.report_key,
        paragraph.page,
        paragraph.text,
        regexp_replace(paragraph.text, '[\s#*“”"]', '', 'g') as squeezed
    from {{ ref('quality_report') }} as report
    inner join {{ ref('quality_paragraph') }} as paragraph
        on report.document_key = paragraph.document_key
    where length(paragraph.text) between 5 and 80 and paragraph.text ~ '[:：]|20'
),

-- The units that the prose lists line by line below 编制范围 or 所属单位 (2．某县图书馆).
listed_unit as (
    select distinct
        report.report_key,
        regexp_replace(
            regexp_replace(item.text, '[\s#*“”"。；;]', '', 'g'),
            '^[（(]?(\d{1,2}|[一二三四五六七八九十]+)[）)]?[.．、]|[（(][^（）()]*[）)]$',
            '',
            'g'
        ) as unit_name
    from {{ ref('quality_report') }} as report
    inner join {{ ref('quality_paragraph') }} as heading
        on
            report.document_key = heading.document_key
            and heading.text ~ '编制范围|(所属|下属|下设).{0,8}单位'
    inner join {{ ref('quality_paragraph') }} as item
        on
            heading.document_key = item.document_key
            and item.text ~ '^\s*[（(]?(\d{1,2}|[一二三四五六七八九十]+)[）)]?[.．、]'
            and length(item.text) between 5 and 50
),

named as (
    select
        report_key,
        page,
        1 as place_count,
        coalesce(
            substring(
                squeezed from '^[-·•]?(?:编制|公开|预算|决算)?(?:部门|单位)(?:[（(](?:单位|部门)[）)])?(?:名称)?[:：]([^:：，。；]{4,40}?)(?:金额单位.*|单位[:：].*)?$'
            ),
            substring(
                squeezed from '^(?:第[一二三四五六七八九十]部分)?([^\d，。；:：、]{4,40}?)20\d\d年度?(?:部门|单位)(?:综合)?(?:预算|决算)'
            )
        ) as name
    from line
    union all
    select
        report_key,
        null::integer as page,
        0 as place_count,
        unnest(spellings) as name
    from {{ ref('quality_report') }}
),

cleaned as (
    select
        report_key,
        page,
        place_count,
        translate(regexp_replace(name, '[（(][^（）()]*[）)]|[\s（）()]', '', 'g'), '“”"', '') as plain_name
    from named
    where name is not null
),

plain as (
    select
        report_key,
        plain_name as name,
        min(page) as page,
        greatest(sum(place_count), 1) as place_count
    from cleaned
    group by report_key, plain_name
),

own as (
    select
        report_key,
        scope,
        translate(
            regexp_replace(published_agency_name, '[（(][^（）()]*[）)]|[\s（）()]', '', 'g'),
            '“”"',
            ''
        ) as own_name
    from {{ ref('quality_report') }}
),

compared as (
    select
        plain.*,
        own.own_name,
        substring(own.own_name from '(?:省|市|州|盟|^)([^省市州盟区县旗]{1,5}[区县旗])') as county,
        -- The characters of the shorter name follow each other in the longer.
        own.own_name ~ ('^.*' || regexp_replace(plain.name, '(\W)|(.)', '\2.*', 'g') || '$') as is_within,
        plain.name ~ ('^.*' || regexp_replace(own.own_name, '(\W)|(.)', '\2.*', 'g') || '$') as contains_own,
        unit.report_key is not null or listed_unit.report_key is not null as is_unit
    from plain
    inner join own
        on plain.report_key = own.report_key
    left join {{ ref('int_department_unit') }} as unit
        on
            plain.report_key = unit.report_key
            and plain.name = unit.unit_name
    left join listed_unit
        on
            plain.report_key = listed_unit.report_key
            and plain.name = listed_unit.unit_name
    where
        plain.name ~ '(局|厅|委|会|部|办|办公室|院|中心|所|站|校|学|队|处|署|馆|园|社|团|台|政府|街道|机构|法院|机关|本级)$'
        -- A name still to be filled in is no other agency's; template_residue tells of it.
        and plain.name !~ '[XxＸ×○]{2}'
),

judged as (
    select
        compared.*,
        coalesce(
            is_unit
            or name = own_name
            or right(own_name, length(name)) = name
            or left(name, length(own_name)) = own_name
            or (contains_own and length(name) >= length(own_name) + 2)
            -- Shortened in the middle it is its own only if its county is still there: 某市…局 isn't 某市某区…局.
            or (
                is_within
                and length(own_name) >= length(name) + 2
                and (county is null or strpos(name, left(county, length(county) - 1)) > 0 or left(name, 2) <> left(own_name, 2))
            ),
            false
        ) as is_own
    from compared
),

counted as (
    select
        judged.*,
        sum(case when is_own then place_count else 0 end) over (partition by report_key) as own_count
    from judged
)

select
    report_key,
    null::integer as statement_seq,
    null::integer as disclosure_no,
    page,
    null::integer as table_index,
    null::integer as row_index,
    null::integer as column_index,
    name as row_label,
    '' as column_label,
    '处' as unit,
    1::numeric as factor,
    case
        when is_own then '他名'
        else '本报告部门为“' || own_name || '”，却有' || place_count || '处称“' || name || '”'
    end as left_label,
    case when is_own then 0 else place_count end::numeric as left_amount,
    '应为' as right_label,
    0::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    case
        when not is_own and own_count <= place_count then '多数表头不是本部门名称，无从判断'
        else ''
    end as skip_reason
from counted
