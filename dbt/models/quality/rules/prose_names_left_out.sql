-- A list of what personnel or running money was paid for (主要包括：基本工资、津贴补贴…) leaves no subject out that the form of basic expenditure prints an
-- amount for. Only subjects of the classes of that money, and only where each of its names is known and none is left open. A list that leaves more than two
-- out gives examples; one that follows the form, and breaks off, still leaves out what it passes over on its way.
with named as (
    select
        *,
        item_code > lag(item_code) over of_list as follows
    from {{ ref('quality_remark') }}
    where kind = 'listed'
    window of_list as (partition by report_key, section, sentence, printed order by remark_no)
),

listed as (
    select
        report_key,
        section,
        sentence,
        printed as whole,
        min(page) as page,
        min(remark_no) as remark_no,
        array_agg(item_code) filter (where item_code <> '') as codes,
        max(item_code) as last_code,
        bool_and(coalesce(follows, true)) as is_in_order,
        bool_or(item_code ~ '^30[13]') as is_personnel,
        bool_or(item_code = '') as is_open
    from named
    group by report_key, section, sentence, printed
),

paid as (
    select
        figure.report_key,
        figure.statement_seq,
        figure.statement_title,
        figure.subject_code,
        min(figure.row_label) as row_label,
        max(figure.amount) as amount
    from {{ ref('quality_figure') }} as figure
    where
        figure.statement_key in ('general_public_basic_expenditure', 'budget_general_public_basic_by_economic')
        and figure.subject_code ~ '^3\d{4}$'
        and figure.role not in ('count', 'percent')
        and figure.half <= 50
        and {{ of_year('figure') }}
    group by figure.report_key, figure.statement_seq, figure.statement_title, figure.subject_code
),

compared as (
    select
        listed.report_key,
        listed.remark_no,
        min(paid.statement_title) as title,
        count(*) filter (where paid.subject_code = any(listed.codes)) as named_count,
        count(*) filter (where paid.subject_code <> all(listed.codes)) as missing_count,
        count(*) filter (where paid.subject_code <> all(listed.codes) and paid.subject_code < listed.last_code) as passed_count,
        string_agg(paid.row_label, '、' order by paid.subject_code collate "C") filter (
            where paid.subject_code <> all(listed.codes)
        ) as missing,
        string_agg(paid.row_label, '、' order by paid.subject_code collate "C") filter (
            where paid.subject_code <> all(listed.codes) and paid.subject_code < listed.last_code
        ) as passed
    from listed
    inner join paid
        on
            listed.report_key = paid.report_key
            and listed.is_personnel = (left(paid.subject_code, 3) in ('301', '303'))
            -- A class that is named stands for its sections.
            and left(paid.subject_code, 3) <> all(listed.codes)
    where paid.amount <> 0
    group by listed.report_key, listed.remark_no
),

judged as (
    select
        listed.report_key,
        listed.remark_no,
        listed.page,
        listed.section,
        listed.whole,
        listed.is_open,
        compared.title,
        compared.missing_count > least(2, compared.named_count) as has_examples,
        listed.is_in_order and compared.passed_count = 1 and compared.named_count >= 3 as passes_over,
        compared.missing_count,
        compared.missing,
        compared.passed
    from listed
    inner join compared
        on
            listed.report_key = compared.report_key
            and listed.remark_no = compared.remark_no
)

select
    report_key,
    null::integer as statement_seq,
    null::integer as disclosure_no,
    page,
    null::integer as table_index,
    null::integer as row_index,
    null::integer as column_index,
    section as row_label,
    whole as column_label,
    '处' as unit,
    1::numeric as factor,
    case
        when missing_count > 0
            then concat('文字所列“', whole, '”的名称漏“', case when has_examples then passed else missing end, '”，《', title, '》中有数')
        else '所列名称'
    end as left_label,
    case when has_examples then 1 else missing_count end::numeric as left_amount,
    '应为' as right_label,
    0::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    case
        when is_open then '列举以“等”结尾，或有未识别的名称'
        when has_examples and not passes_over then '列举不全，可能只是举例'
        else ''
    end as skip_reason
from judged
