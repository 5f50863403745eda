-- A form that prints classes (类) prints the class of each of its sections (款), and one that prints sections those of its items
-- (项): a missing row shows in the code of the rows below it. So does a form by function, or by economic subject, whose like (two others of the
-- report at least) all do. Rows without an amount count as printed. Only forms by subject, whose codes have 3, 5 and 7 digits. The form of basic
-- expenditure by economic subject (公开06表) has rows of classes below its totals of personnel and public expenditure in its official model.
with form as (
    select
        report_key,
        statement_seq,
        bool_or(
            statement_key = 'general_public_basic_expenditure'
            and row_kind = 'group_total'
            and {{ marked('personnel_or_public') }}
        ) as has_classes
    from {{ ref('quality_figure') }}
    where row_code <> '' or row_kind = 'group_total'
    group by report_key, statement_seq
    -- Codes of units have lengths of their own: such a form isn't by subject.
    having bool_and(row_code ~ '^([235]\d\d(\d\d)?(\d\d)?)?$')
),

-- The code of a row without an amount.
blank_row as (
    select
        cell.report_key,
        cell.statement_seq,
        cell.text as code
    from {{ ref('quality_left_cell') }} as cell
    left join {{ ref('quality_figure') }} as figure
        on
            cell.report_key = figure.report_key
            and cell.table_index = figure.table_index
            and cell.row_index = figure.row_index
            and cell.text = left(figure.row_code, length(cell.text))
    where
        cell.reason = 'code'
        and cell.text ~ '^[235]\d\d(\d\d)?(\d\d)?$'
        and figure.report_key is null
),

-- A class may be printed by its name alone.
named_class as (
    select
        figure.report_key,
        figure.statement_seq,
        class.class_code as code
    from {{ ref('quality_figure') }} as figure
    inner join {{ ref('stg_economic') }} as class
        on figure.row_label = class.name
    where figure.row_code = '' and class.level = 'class' and class.system = 'department'
),

printed as (
    select
        report_key,
        statement_seq,
        array_agg(distinct code) as codes,
        array_agg(distinct length(code)) as digits
    from (
        select
            report_key,
            statement_seq,
            row_code as code
        from {{ ref('quality_figure') }}
        where row_code <> ''
        union all
        select * from blank_row
        union all
        select * from named_class
    ) as row_of_form
    group by report_key, statement_seq
),

-- The levels that all other forms of the same subjects print: by function (2), by economic subject of departments (3) or of governments (5).
by_kind as (
    select
        printed.report_key,
        printed.statement_seq,
        left(printed.codes[1], 1) as kind,
        printed.digits
    from printed
    inner join form
        on
            printed.report_key = form.report_key
            and printed.statement_seq = form.statement_seq
),

usual as (
    select
        own.report_key,
        own.statement_seq,
        level.digits
    from by_kind as own
    cross join (values (3), (5)) as level (digits)
    inner join by_kind as other
        on
            own.report_key = other.report_key
            and own.kind = other.kind
            and own.statement_seq <> other.statement_seq
    group by own.report_key, own.statement_seq, level.digits
    having count(*) > 1 and bool_and(level.digits = any(other.digits))
),

subject_row as (
    select
        form.report_key,
        form.statement_seq,
        printed.codes,
        left(figure.row_code, -2) as parent_code,
        min(figure.figure_no) as figure_no
    from form
    inner join printed
        on
            form.report_key = printed.report_key
            and form.statement_seq = printed.statement_seq
    inner join {{ ref('quality_figure') }} as figure
        on
            form.report_key = figure.report_key
            and form.statement_seq = figure.statement_seq
            and (
                length(figure.row_code) - 2 = any(printed.digits)
                or (form.has_classes and length(figure.row_code) = 5)
                or exists (
                    select 1
                    from usual
                    where
                        form.report_key = usual.report_key
                        and form.statement_seq = usual.statement_seq
                        and length(figure.row_code) - 2 = usual.digits
                )
            )
    where
        figure.side = ''
        and figure.row_code <> ''
        and figure.statement_key not in (
            'budget_special_projects', 'budget_basic_projects', 'budget_carry_over', 'budget_procurement'
        )
    group by form.report_key, form.statement_seq, printed.codes, figure.row_code
)

select
    {{ at_figure_in_rows('figure') }},
    '上级科目' || subject_row.parent_code || '在本表的行数' as left_label,
    case when subject_row.parent_code = any(subject_row.codes) then 1 else 0 end::numeric as left_amount,
    '应为' as right_label,
    1::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from subject_row
inner join {{ ref('quality_figure') }} as figure
    on
        subject_row.report_key = figure.report_key
        and subject_row.figure_no = figure.figure_no
