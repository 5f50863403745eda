-- A subject's name belongs to its code: a name that the classification (政府收支分类科目) gives to another code of the same level, and in no
-- year to this one, stands at the wrong code. Cut, shortened and unlisted names say nothing; items (项) are compared within the report: one
-- code doesn't bear the name that the same report gives to another item of the same section. A path in the prose (农林水支出/水利/…) names a section
-- of its class: one that the list or the report has, and only in other classes, doesn't.
with listed_name as (
    select
        system,
        code,
        {{ bare_subject_name('name') }} as name
    from {{ ref('subject_name') }}
),

row_name as (
    select
        figure.report_key,
        figure.row_code as code,
        {{ bare_subject_name('figure.row_label') }} as name,
        min(figure.figure_no) as figure_no,
        count(*) as place_count
    from {{ ref('quality_figure') }} as figure
    where
        figure.row_code ~ '^[235]\d\d(\d\d)?(\d\d)?$'
        and figure.row_label ~ '[^\d\s]{2,}'
        and figure.role not in ('count', 'percent')
        -- Forms by project or purchase name these beside a code.
        and figure.statement_key !~ 'procurement|project|carry_over'
    group by figure.report_key, figure.row_code, name
),

-- Only codes that the classification lists: 3 and 5 digits.
by_list as (
    select
        row_name.report_key,
        row_name.code,
        row_name.name,
        row_name.figure_no,
        bool_or(own.name = row_name.name) as is_own,
        min(other.code) filter (where other.code <> row_name.code) as other_code,
        bool_or(
            own.name like '%' || row_name.name || '%'
            or row_name.name like '%' || own.name || '%'
            or left(own.name, 3) = left(row_name.name, 3)
        ) as is_alike
    from row_name
    inner join listed_name as own
        on row_name.code = own.code
    left join listed_name as other
        on
            own.system = other.system
            and length(own.code) = length(other.code)
            and row_name.name = other.name
    group by row_name.report_key, row_name.code, row_name.name, row_name.figure_no
),

-- The name that most places of the report give to an item's code.
usual as (
    select distinct on (report_key, code) *
    from row_name
    where length(code) = 7
    order by report_key asc, code asc, place_count desc, name collate "C" asc
),

by_report as (
    select
        row_name.report_key,
        row_name.code,
        row_name.name,
        row_name.figure_no,
        usual.name = row_name.name as is_own,
        min(other.code) as other_code,
        usual.name like '%' || row_name.name || '%' or row_name.name like '%' || usual.name || '%' as is_alike
    from row_name
    inner join usual
        on
            row_name.report_key = usual.report_key
            and row_name.code = usual.code
    left join usual as other
        on
            row_name.report_key = other.report_key
            and left(row_name.code, 5) = left(other.code, 5)
            and row_name.code <> other.code
            and row_name.name = other.name
    group by row_name.report_key, row_name.code, row_name.name, row_name.figure_no, usual.name
),

judged as (
    select * from by_list
    union all
    select * from by_report
),

-- Sections of the funds (旅游发展基金支出) come and go, and the list hasn't them all.
path as (
    select
        report_key,
        split_part(item, '/', 1) as class_label,
        split_part(item, '/', 2) as section_label,
        {{ bare_subject_name("split_part(item, '/', 1)") }} as class_name,
        {{ bare_subject_name("split_part(item, '/', 2)") }} as section_name,
        min(disclosure_no) as disclosure_no
    from {{ ref('quality_disclosure') }}
    where topic = 'execution' and split_part(item, '/', 2) <> '' and not {{ marked('section_of_fund') }}
    group by report_key, class_label, section_label, class_name, section_name
),

path_name as (
    select
        report_key,
        class_name as name
    from path
    union
    select
        report_key,
        section_name as name
    from path
),

-- Classes and sections of these names: of the list in any year, and of the report's own forms.
named as (
    select
        path_name.report_key,
        listed.code,
        listed.name
    from path_name
    inner join listed_name as listed
        on path_name.name = listed.name
    where listed.system = 'function'
    union all
    select
        path_name.report_key,
        own.code,
        own.name
    from path_name
    inner join row_name as own
        on
            path_name.report_key = own.report_key
            and path_name.name = own.name
    where own.code ~ '^2'
),

judged_path as (
    select
        path.report_key,
        path.disclosure_no,
        path.class_label,
        path.section_label,
        bool_or(left(section.code, 3) = class.code) as is_own,
        (array_agg(section.code order by section.code))[1] as section_code
    from path
    inner join named as class
        on
            path.report_key = class.report_key
            and length(class.code) = 3
            and path.class_name = class.name
    inner join named as section
        on
            path.report_key = section.report_key
            and length(section.code) = 5
            and path.section_name = section.name
    group by path.report_key, path.disclosure_no, path.class_label, path.section_label
)

select
    figure.report_key,
    figure.statement_seq,
    null::integer as disclosure_no,
    figure.page,
    figure.table_index,
    figure.row_index,
    figure.column_index,
    figure.row_label,
    figure.column_label,
    '处' as unit,
    1::numeric as factor,
    case
        when not judged.is_own and not judged.is_alike and judged.other_code is not null
            then '科目' || judged.code || '印作“' || figure.row_label || '”，应是' || judged.other_code || '的名称'
        else '科目名称与代码不合'
    end as left_label,
    (not judged.is_own and not judged.is_alike and judged.other_code is not null)::integer::numeric as left_amount,
    '应为' as right_label,
    0::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from judged
inner join {{ ref('quality_figure') }} as figure
    on
        judged.report_key = figure.report_key
        and judged.figure_no = figure.figure_no
union all
select
    disclosure.report_key,
    null::integer as statement_seq,
    disclosure.disclosure_no,
    disclosure.page,
    null::integer as table_index,
    null::integer as row_index,
    null::integer as column_index,
    disclosure.section as row_label,
    disclosure.item as column_label,
    '处' as unit,
    1::numeric as factor,
    case
        when path.is_own then '科目名称与上级相符'
        else '文字将“' || path.section_label || '”列在“' || path.class_label || '”之下，该款科目代码为' || path.section_code || '，不属于该类'
    end as left_label,
    (not path.is_own)::integer::numeric as left_amount,
    '应为' as right_label,
    0::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from judged_path as path
inner join {{ ref('quality_disclosure') }} as disclosure
    on
        path.report_key = disclosure.report_key
        and path.disclosure_no = disclosure.disclosure_no
