-- A class or section bears the name that the classification (政府收支分类科目) gives it in the report's year: a name that only other years
-- have (医疗卫生与计划生育支出 in 2023) was left from an old report. A year to either side is allowed: lists of names change late. Cut and
-- unlisted names say nothing.
with listed_name as (
    select
        name.code,
        {{ bare_subject_name('name.name') }} as name,
        min(coalesce(name.valid_from, 0)) as valid_from,
        max(coalesce(name.valid_to, 9999)) as valid_to
    from {{ ref('subject_name') }} as name
    where name.system = 'function'
    group by name.code, {{ bare_subject_name('name.name') }}
),

-- Names of forms with their code; those of the prose by the level of their path, or as classes.
printed as (
    select
        figure.report_key,
        figure.subject_code as code,
        length(figure.subject_code) as digits,
        {{ bare_subject_name('figure.row_label') }} as name,
        min(figure.row_label) as label,
        min(figure.figure_no) as figure_no,
        null::integer as disclosure_no,
        count(distinct figure.statement_seq) as place_count
    from {{ ref('quality_figure') }} as figure
    where figure.subject_code ~ '^2\d\d(\d\d)?$' and figure.role not in ('count', 'percent')
    group by figure.report_key, figure.subject_code, {{ bare_subject_name('figure.row_label') }}
    union all
    select
        part.report_key,
        '' as code,
        1 + 2 * part.level as digits,
        {{ bare_subject_name('part.label') }} as name,
        min(part.label) as label,
        null::integer as figure_no,
        min(part.disclosure_no) as disclosure_no,
        count(*) as place_count
    from (
        select
            disclosure.report_key,
            disclosure.disclosure_no,
            level.level,
            split_part(disclosure.item, '/', level.level) as label
        from {{ ref('quality_disclosure') }} as disclosure
        cross join generate_series(1, 2) as level (level)
        where disclosure.item ~ '/' and disclosure.topic in ('total', 'execution', 'year_change')
        union all
        -- A class that is named alone.
        select
            report_key,
            disclosure_no,
            1 as level,
            item as label
        from {{ ref('quality_disclosure') }} as disclosure
        where item !~ '/' and topic in ('total', 'execution', 'year_change') and {{ marked('class_by_name', 'disclosure') }}
    ) as part
    where part.label <> ''
    group by part.report_key, part.level, {{ bare_subject_name('part.label') }}
),

judged as (
    select
        printed.report_key,
        printed.digits,
        printed.name,
        min(printed.label) as label,
        min(printed.figure_no) as figure_no,
        min(printed.disclosure_no) as disclosure_no,
        max(printed.place_count) as place_count,
        bool_or(listed.valid_from <= report.fiscal_year + 1 and report.fiscal_year - 1 <= listed.valid_to) as is_in_use,
        min(listed.valid_from) > max(report.fiscal_year) as is_later,
        min(listed.code) as code
    from printed
    inner join {{ ref('quality_report') }} as report
        on printed.report_key = report.report_key
    inner join listed_name as listed
        on
            printed.name = listed.name
            and (printed.code = listed.code or (printed.code = '' and printed.digits = length(listed.code)))
    group by printed.report_key, printed.digits, printed.name
),

right_name as (
    select
        judged.report_key,
        judged.digits,
        judged.name,
        min(listed.name) as now
    from judged
    inner join {{ ref('quality_report') }} as report
        on judged.report_key = report.report_key
    inner join {{ ref('subject_name') }} as listed
        on
            judged.code = listed.code
            and report.fiscal_year between coalesce(listed.valid_from, 0) and coalesce(listed.valid_to, 9999)
    group by judged.report_key, judged.digits, judged.name
)

select
    judged.report_key,
    figure.statement_seq,
    case when figure.figure_no is null then judged.disclosure_no end as disclosure_no,
    coalesce(figure.page, disclosure.page) as page,
    figure.table_index,
    figure.row_index,
    figure.column_index,
    coalesce(figure.row_label, disclosure.section) as row_label,
    coalesce(figure.column_label, disclosure.item) as column_label,
    '处' as unit,
    1::numeric as factor,
    case
        when judged.is_in_use then '科目名称在用'
        else concat(
            case when figure.figure_no is null then '文字中' end,
            '科目名称“', judged.label, '”（', judged.code, '）在', report.fiscal_year,
            case when judged.is_later then '年尚未使用' else '年已不用' end,
            case when right_name.now is not null then '，当年名称为“' || right_name.now || '”' end,
            '，共', judged.place_count, case when figure.figure_no is null then '处' else '张表' end
        )
    end as left_label,
    (not judged.is_in_use)::integer::numeric as left_amount,
    '应为' as right_label,
    0::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from judged
inner join {{ ref('quality_report') }} as report
    on judged.report_key = report.report_key
left join right_name
    on
        judged.report_key = right_name.report_key
        and judged.digits = right_name.digits
        and judged.name = right_name.name
left join {{ ref('quality_figure') }} as figure
    on
        judged.report_key = figure.report_key
        and judged.figure_no = figure.figure_no
left join {{ ref('quality_disclosure') }} as disclosure
    on
        judged.report_key = disclosure.report_key
        and judged.disclosure_no = disclosure.disclosure_no
