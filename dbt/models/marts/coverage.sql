with statement as (
    select
        report_key,
        count(*) as statement_count,
        count(*) filter (where is_empty) as empty_statement_count,
        string_agg(title, '、' order by statement_seq) filter (where is_empty) as titles
    from {{ affected(ref('stg_statement')) }}
    group by report_key
),

-- Forms that the list of forms marks as empty and that are left out: said by a remark alone.
listed as (
    select
        remark.report_key,
        string_agg(remark.section, '、' order by remark.remark_no) as titles
    from {{ affected(ref('stg_remark'), 'remark') }}
    left join {{ affected(ref('stg_statement'), 'statement') }}
        on
            remark.report_key = statement.report_key
            and remark.section = statement.title
    where remark.kind = 'blank_form' and statement.report_key is null
    group by remark.report_key
),

figure as (
    select
        report_key,
        count(*) as figure_count,
        count(*) filter (where role = 'leaf') as leaf_count,
        count(*) filter (where is_repaired) as repaired_count
    from {{ affected(ref('stg_figure')) }}
    group by report_key
),

left_cell as (
    select
        report_key,
        count(*) filter (where reason <> 'not_understood') as not_money_count,
        count(*) filter (where reason = 'not_understood') as not_understood_count
    from {{ affected(ref('stg_left_cell')) }}
    group by report_key
),

disclosure as (
    select
        report_key,
        count(*) as disclosure_count
    from {{ affected(ref('stg_disclosure')) }}
    group by report_key
),

indicator as (
    select
        report_key,
        count(*) as indicator_count
    from {{ affected(ref('stg_performance_indicator')) }}
    group by report_key
),

number_account as (
    select
        report_key,
        sum(numbers) as number_count,
        coalesce(sum(numbers) filter (where state = 'figure'), 0) as number_figure_count,
        coalesce(sum(numbers) filter (where state = 'disclosure'), 0) as number_disclosure_count,
        coalesce(sum(numbers) filter (where state = 'indicator'), 0) as number_indicator_count,
        coalesce(sum(numbers) filter (where state = 'date'), 0) as number_date_count,
        coalesce(sum(numbers) filter (where state = 'ordinal'), 0) as number_ordinal_count,
        coalesce(sum(numbers) filter (where state = 'code'), 0) as number_code_count,
        coalesce(sum(numbers) filter (where state = 'line_number'), 0) as number_line_number_count,
        coalesce(sum(numbers) filter (where state = 'reference'), 0) as number_reference_count,
        coalesce(sum(numbers) filter (where state = 'threshold'), 0) as number_threshold_count,
        coalesce(sum(numbers) filter (where state = 'set_aside'), 0) as number_set_aside_count,
        coalesce(sum(numbers) filter (where state = 'doubtful'), 0) as number_doubtful_count,
        coalesce(sum(numbers) filter (where state = 'not_understood'), 0) as number_not_understood_count
    from {{ affected(ref('stg_number_account')) }}
    group by report_key
),

review_item as (
    select
        report_key,
        count(*) as review_item_count,
        count(*) filter (where kind = 'unknown_table') as unknown_table_count,
        count(*) filter (where kind = 'sentence') as sentence_not_understood_count
    from {{ affected(ref('stg_review_item')) }}
    group by report_key
)

select
    {{ report_columns('report') }},
    report.title,
    report.unit,
    document.file_name,
    document.format,
    document.page_count,
    document.warning_count,
    coalesce(statement.statement_count, 0) as statement_count,
    coalesce(statement.empty_statement_count, 0) as empty_statement_count,
    nullif(concat_ws('、', statement.titles, listed.titles), '') as empty_statements,
    coalesce(figure.figure_count, 0) as figure_count,
    coalesce(figure.leaf_count, 0) as leaf_count,
    coalesce(figure.repaired_count, 0) as repaired_count,
    coalesce(disclosure.disclosure_count, 0) as disclosure_count,
    coalesce(indicator.indicator_count, 0) as indicator_count,
    coalesce(left_cell.not_money_count, 0) as not_money_count,
    coalesce(left_cell.not_understood_count, 0) as not_understood_count,
    number_account.number_count,
    number_account.number_figure_count,
    number_account.number_disclosure_count,
    number_account.number_indicator_count,
    number_account.number_date_count,
    number_account.number_ordinal_count,
    number_account.number_code_count,
    number_account.number_line_number_count,
    number_account.number_reference_count,
    number_account.number_threshold_count,
    number_account.number_set_aside_count,
    number_account.number_doubtful_count,
    number_account.number_not_understood_count,
    {{ percent_of('number_account.number_set_aside_count', 'number_account.number_count') }} as number_set_aside_share,
    coalesce(review_item.unknown_table_count, 0) as unknown_table_count,
    coalesce(review_item.sentence_not_understood_count, 0) as sentence_not_understood_count,
    coalesce(review_item.review_item_count, 0) as review_item_count
from {{ affected(ref('stg_report'), 'report') }}
inner join {{ affected(ref('stg_document'), 'document') }}
    on report.report_key = document.report_key
left join statement
    on report.report_key = statement.report_key
left join listed
    on report.report_key = listed.report_key
left join figure
    on report.report_key = figure.report_key
left join left_cell
    on report.report_key = left_cell.report_key
left join disclosure
    on report.report_key = disclosure.report_key
left join indicator
    on report.report_key = indicator.report_key
left join number_account
    on report.report_key = number_account.report_key
left join review_item
    on report.report_key = review_item.report_key
