{{ config(
    materialized='incremental',
    incremental_strategy='by_audit',
    unique_key='report_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['report_key']}, {'columns': ['agency', 'fiscal_year']}, {'columns': ['fiscal_year', 'kind']}],
    schema='marts',
    access='public',
    contract={'enforced': true},
    persist_docs={'relation': true, 'columns': true},
    post_hook="{{ analyze_anew() }}"
) }}
with finding as (
    select
        evaluation.*,
        rule.severity,
        rule.family,
        rule.name_zh as rule_zh,
        rule.name_en as rule_en,
        coalesce(part.file_name, document.file_name) as file_name,
        evaluation.table_index - coalesce(part.first_table, 0) as table_in_file,
        coalesce(statement.title, '') as statement_title,
        coalesce(disclosure.sentence, '') as sentence,
        disclosure.position,
        trim_scale(round(evaluation.left_value, 4))::text as left_text,
        -- What is computed is said as exactly as what is printed, percentages with two decimals at least.
        trim_scale(round(evaluation.right_value, {{ digits_shown('evaluation') }}))::text as right_text,
        trim_scale(round(abs(evaluation.difference), {{ digits_shown('evaluation') }})) as told_difference,
        -- Where what stands in no row of a form is said: a sentence, or no place that it shares with any other.
        coalesce(disclosure.position || disclosure.sentence, 'no place ' || evaluation.evaluation_no) as said_at
    from {{ affected(ref('reconciliation_evaluation'), 'evaluation') }}
    inner join {{ ref('reconciliation_rule') }} as rule
        on evaluation.rule = rule.rule
    inner join {{ affected(ref('stg_report'), 'report') }}
        on evaluation.report_key = report.report_key
    inner join {{ affected(ref('stg_document'), 'document') }}
        on report.report_key = document.report_key
    left join {{ affected(ref('stg_statement'), 'statement') }}
        on
            evaluation.report_key = statement.report_key
            and evaluation.statement_seq = statement.statement_seq
    left join {{ affected(ref('stg_disclosure'), 'disclosure') }}
        on
            evaluation.report_key = disclosure.report_key
            and evaluation.disclosure_no = disclosure.disclosure_no
    left join {{ affected(ref('stg_part'), 'part') }}
        on {{ stands_in('part', 'evaluation.report_key', 'evaluation.table_index', 'disclosure.position') }}
    where evaluation.status = 'fail'
),

-- One cause, one finding: what one wrong unit explains, ten thousand times too much or too little, is a consequence of it. Where no total tells
-- whose unit it is, the first of those findings stands for the others.
wrong_unit as (
    select distinct on (report_key)
        report_key,
        evaluation_no
    from finding
    where rule = 'form_unit' or {{ ten_thousandfold('finding') }}
    order by report_key asc, rule = 'form_unit' desc, statement_seq is null asc, evaluation_no asc
),

-- So is what contradicts a form whose block is shifted against its subjects, in the form itself and where others are compared with it.
shifted as (
    select
        report_key,
        statement_seq,
        statement_title,
        min(evaluation_no) as evaluation_no
    from finding
    where rule = 'rows_shifted'
    group by report_key, statement_seq, statement_title
),

of_shifted as (
    select
        finding.report_key,
        finding.evaluation_no,
        min(shifted.evaluation_no) as cause_no
    from finding
    inner join shifted
        on
            finding.report_key = shifted.report_key
            and (
                finding.statement_seq = shifted.statement_seq
                or strpos(concat(finding.left_label, finding.right_label), concat('（', shifted.statement_title)) > 0
                or strpos(concat(finding.left_label, finding.right_label), concat('《', shifted.statement_title, '》')) > 0
            )
    left join wrong_unit
        on
            finding.report_key = wrong_unit.report_key
            and finding.evaluation_no = wrong_unit.evaluation_no
    -- A cause is no consequence: what is folded under it would be lost.
    where
        finding.family in (1, 2, 3)
        and finding.evaluation_no <> shifted.evaluation_no
        and wrong_unit.evaluation_no is null
    group by finding.report_key, finding.evaluation_no
),

of_unit_or_block as (
    select
        finding.report_key,
        finding.evaluation_no,
        coalesce(of_shifted.cause_no, wrong_unit.evaluation_no) as cause_no
    from finding
    left join of_shifted
        on
            finding.report_key = of_shifted.report_key
            and finding.evaluation_no = of_shifted.evaluation_no
    left join wrong_unit
        on
            finding.report_key = wrong_unit.report_key
            and finding.evaluation_no <> wrong_unit.evaluation_no
            and {{ ten_thousandfold('finding') }}
    where of_shifted.cause_no is not null or wrong_unit.evaluation_no is not null
),

unit_or_block as (
    select distinct
        report_key,
        cause_no
    from of_unit_or_block
),

-- How much of a report a rule compares at once, the least first: a row, two figures, a group of the prose, a column, a section.
reach as (
    select
        rule,
        min(array_position(array['row', 'item', 'group', 'sentence', 'children', 'column', 'section', 'list'], reach)) as reach
    from {{ ref('rule_operand') }}
    group by rule
),

-- What the rows of the findings are: of two, the item explains more than its class, and the class more than the total, wherever that stands.
printed_row as (
    select
        finding.report_key,
        finding.table_index,
        finding.row_index,
        bool_or(figure.row_kind = 'total') as is_total,
        max(figure.row_code) as row_code,
        max(length(figure.row_code)) as code_length
    from finding
    inner join {{ affected(ref('stg_figure'), 'figure') }}
        on
            finding.report_key = figure.report_key
            and finding.table_index = figure.table_index
            and finding.row_index = figure.row_index
    group by finding.report_key, finding.table_index, finding.row_index
),

-- What a finding of a figure says, and where.
said as (
    select
        finding.*,
        coalesce(reach.reach, 2) as reach,
        coalesce(printed_row.is_total, false) as is_total,
        coalesce(printed_row.row_code, '') as row_code,
        coalesce(printed_row.code_length, 0) as code_length,
        case when right(finding.unit, 1) = '元' then {{ unit_factor('finding.unit') }} end as factor,
        least(finding.left_value, finding.right_value) as least_value,
        greatest(finding.left_value, finding.right_value) as greatest_value,
        concat_ws(
            '|',
            coalesce(finding.table_index || '.' || finding.column_index, finding.said_at),
            -- One or two digits agree by chance: only in one row, or of one number of the prose.
            case
                when {{ digits_of('finding.told_difference') }} < 3
                    then coalesce(finding.row_index::text, 'number ' || finding.disclosure_no, 'no row ' || finding.evaluation_no)
            end,
            finding.unit,
            finding.told_difference
        ) as apart
    from finding
    left join reach
        on finding.rule = reach.rule
    left join printed_row
        on
            finding.report_key = printed_row.report_key
            and finding.table_index = printed_row.table_index
            and finding.row_index = printed_row.row_index
    left join of_unit_or_block
        on
            finding.report_key = of_unit_or_block.report_key
            and finding.evaluation_no = of_unit_or_block.evaluation_no
    where of_unit_or_block.report_key is null and finding.family in (1, 2, 3)
),

-- One figure is the whole explanation where findings say the same of it: the same two amounts, wherever they stand, or two rules the same
-- difference in one column of a form or one sentence (of one or two digits only in one row, or of one number). What one rule says of several
-- figures there are several equations, and no figure is in all of them. What explains the least stands for the others: the gravest, then the rule
-- that compares least at once, then a row that is no total, then the longer code (an item before its class), then the lowest row.
ranked as (
    select
        report_key,
        evaluation_no,
        row_number() over (
            partition by report_key
            order by
                severity = 'error' desc,
                severity = 'warning' desc,
                reach asc,
                table_index asc,
                is_total asc,
                code_length desc,
                row_index desc,
                evaluation_no asc
        ) as rank_no,
        case
            when factor is not null and {{ digits_of('greatest_value') }} > 2
                then concat_ws('|', trim_scale(least_value * factor), trim_scale(greatest_value * factor))
            else 'own ' || evaluation_no
        end as pair,
        case
            when
                (factor is not null or (unit = '%' and sentence <> ''))
                and count(*) over (partition by report_key, rule, apart) = 1
                then apart
            else 'own ' || evaluation_no
        end as gap
    from said
),
{%- for shared in ['pair', 'gap', 'pair', 'gap'] %}

    {{ 'alike' if loop.last else 'alike_' ~ loop.index }} as (
        select
            report_key,
            evaluation_no,
            pair,
            gap,
            min(rank_no) over (partition by report_key, {{ shared }}) as rank_no
        from {{ 'ranked' if loop.first else 'alike_' ~ loop.index0 }}
    ),
{%- endfor %}

-- A rate that follows from a wrong amount of its section: with the other amount of that finding it is what the report prints, be the amount the
-- part, the whole, or what has changed.
rate_of_amount as (
    select
        rated.report_key,
        rated.rank_no,
        min(amounts.rank_no) as amount_rank_no
    from said as rate
    inner join said as amount
        on
            rate.report_key = amount.report_key
            and rate.row_label = amount.row_label
            and rate.unit = '%'
            and right(amount.unit, 1) = '元'
            and rate.relation = '='
            and amount.relation = '='
            and rate.disclosure_no is not null
            and amount.disclosure_no is not null
            and amount.severity in ('error', rate.severity)
            and amount.left_value * amount.right_value > 0
            and {{ follows_from('rate', 'amount') }}
    inner join alike as rated
        on
            rate.report_key = rated.report_key
            and rate.evaluation_no = rated.evaluation_no
    inner join alike as amounts
        on
            amount.report_key = amounts.report_key
            and amount.evaluation_no = amounts.evaluation_no
    group by rated.report_key, rated.rank_no
),

-- A wrong cell of a form breaks the sum of its row and that of its column, by the same: of the row that is below the column's parent by its code,
-- and prints the cell. Two sums that don't come out by one digit (0.01) do so by chance.
crossed as (
    select
        columned.report_key,
        columned.rank_no,
        min(rowed.rank_no) as row_rank_no
    from said as below
    inner join said as beside
        on
            below.report_key = beside.report_key
            and below.rule = 'children_of_parent'
            and beside.rule = 'row_parts'
            and below.table_index = beside.table_index
            and below.column_index <> beside.column_index
            and below.unit = beside.unit
            and below.difference = beside.difference
            and below.code_length between 1 and beside.code_length - 1
            and below.severity = beside.severity
            and {{ digits_of('below.told_difference') }} > 1
    inner join {{ affected(ref('stg_figure'), 'cell') }}
        on
            beside.report_key = cell.report_key
            and beside.table_index = cell.table_index
            and beside.row_index = cell.row_index
            and below.column_index = cell.column_index
    inner join alike as columned
        on
            below.report_key = columned.report_key
            and below.evaluation_no = columned.evaluation_no
    inner join alike as rowed
        on
            beside.report_key = rowed.report_key
            and beside.evaluation_no = rowed.evaluation_no
    where starts_with(beside.row_code, below.row_code)
    group by columned.report_key, columned.rank_no
    having min(beside.evaluation_no) = max(beside.evaluation_no)
),

caused_by as (
    select
        report_key,
        rank_no,
        amount_rank_no as cause_rank_no
    from rate_of_amount
    union all
    select
        report_key,
        rank_no,
        row_rank_no as cause_rank_no
    from crossed
),

-- What causes a cause causes what follows from it: a rate, its amount, the row of a cell that is wrong.
{%- for earlier in ['alike', 'folded_1', 'folded_2'] %}

    {{ 'folded' if loop.last else 'folded_' ~ loop.index }} as (
        select
            earlier.report_key,
            earlier.evaluation_no,
            coalesce(caused_by.cause_rank_no, earlier.rank_no) as rank_no
        from {{ earlier }} as earlier
        left join caused_by
            on
                earlier.report_key = caused_by.report_key
                and earlier.rank_no = caused_by.rank_no
    ),
{%- endfor %}

consequence as (
    select * from of_unit_or_block
    union all
    select
        folded.report_key,
        folded.evaluation_no,
        cause.evaluation_no as cause_no
    from folded
    inner join ranked as cause
        on
            folded.report_key = cause.report_key
            and folded.rank_no = cause.rank_no
    -- What stands for others stands by itself, and a form's unit or block isn't explained by a figure.
    inner join folded as itself
        on
            cause.report_key = itself.report_key
            and cause.evaluation_no = itself.evaluation_no
            and cause.rank_no = itself.rank_no
    left join unit_or_block
        on
            folded.report_key = unit_or_block.report_key
            and folded.evaluation_no = unit_or_block.cause_no
    where folded.evaluation_no <> cause.evaluation_no and unit_or_block.cause_no is null
),

-- What findings of one cause share: the fold above, the cell, the sentence, or the difference in yuan. A difference of one or two digits agrees by
-- chance, and makes one cause only of findings that share an amount, too.
keyed as (
    select
        finding.report_key,
        finding.evaluation_no,
        finding.evaluation_no as cause_no,
        coalesce(consequence.cause_no, finding.evaluation_no)::text as fold,
        coalesce(
            finding.table_index || '.' || finding.row_index || '.' || finding.column_index,
            finding.said_at
        ) as place,
        case
            when right(finding.unit, 1) <> '元' or finding.difference = 0 then 'no money ' || finding.evaluation_no
            else concat_ws(
                '|',
                trim_scale(abs(finding.difference) * {{ unit_factor('finding.unit') }})::text,
                case
                    when {{ digits_of('finding.difference') }} < 3
                        then trim_scale(least(finding.left_value, finding.right_value) * {{ unit_factor('finding.unit') }})::text
                end
            )
        end as gap
    from finding
    left join consequence
        on
            finding.report_key = consequence.report_key
            and finding.evaluation_no = consequence.evaluation_no
),

-- The least number of those that share one, and of those that share another with these: twice over all that can be shared.
{%- for shared in ['fold', 'place', 'gap', 'fold', 'place', 'gap'] %}

    {{ 'caused' if loop.last else 'spread_' ~ loop.index }} as (
        select
            report_key,
            evaluation_no,
            fold,
            place,
            gap,
            min(cause_no) over (partition by report_key, {{ shared }}) as cause_no
        from {{ 'keyed' if loop.first else 'spread_' ~ loop.index0 }}
    ),
{%- endfor %}

told as (
    select
        {{ report_columns('report') }},
        finding.evaluation_no,
        left(md5(concat_ws(
            '|',
            finding.rule, report.agency, report.fiscal_year, report.kind, report.scope, finding.table_index, finding.row_index,
            finding.column_index, finding.row_label, finding.column_label, finding.left_text, finding.right_text, finding.unit
        )), 16) as finding_key,
        left(md5(concat_ws(
            '|',
            finding.rule, report.agency, report.fiscal_year, report.kind, report.scope, finding.statement_title, finding.row_label,
            finding.column_label
        )), 16) as issue_key,
        caused.cause_no,
        consequence.cause_no as consequence_of,
        finding.rule,
        finding.rule_zh,
        finding.rule_en,
        finding.family,
        finding.severity,
        finding.file_name,
        finding.page,
        finding.statement_title,
        finding.table_index,
        finding.row_index,
        finding.column_index,
        finding.row_label,
        finding.column_label,
        finding.left_label,
        finding.left_value,
        finding.relation,
        finding.right_label,
        finding.right_value,
        finding.unit,
        finding.difference,
        finding.tolerance,
        finding.sentence,
        ltrim(concat(
            case when finding.page is not null then '第' || finding.page || '页' end,
            case
                when finding.table_index is not null
                    then concat(
                        case when finding.statement_title <> '' then '《' || finding.statement_title || '》' end,
                        '（文件中第' || finding.table_in_file + 1 || '张表）',
                        '第' || finding.row_index + 1 || '行“' || finding.row_label || '”',
                        case when finding.column_label <> '' then '“' || finding.column_label || '”列' end
                    )
                when finding.row_label <> '' and finding.family <> 5 then '“' || finding.row_label || '”一节'
            end,
            '：' || finding.left_label,
            case
                -- What is wrong with a form or a name is said in words; there is nothing to compare.
                when finding.unit = '处' then ''
                else concat(
                    '为' || {{ printed_value('finding.left_text', 'finding.unit') }},
                    '，' || finding.right_label,
                    -- A label that begins with 但 is a clause of its own, one that ends with 应为 has its verb.
                    case
                        when finding.right_label like '但%' then ''
                        when finding.right_label like '%应为' then finding.right_text || finding.unit
                        else '为' || {{ printed_value('finding.right_text', 'finding.unit') }}
                    end,
                    case
                        when finding.right_label ~ '^但|应为$' or finding.unit in ('增减', '高低') then ''
                        when finding.relation = '<=' then '，前者不应大于后者，多' || finding.told_difference || finding.unit
                        else '，相差' || finding.told_difference || finding.unit
                    end
                )
            end,
            case
                when length(finding.sentence) > 90 then '。原文：' || left(finding.sentence, 90) || '……'
                when finding.sentence <> '' then '。原文：' || finding.sentence
            end
        ), '：') as message
    from finding
    inner join {{ affected(ref('stg_report'), 'report') }}
        on finding.report_key = report.report_key
    inner join caused
        on
            finding.report_key = caused.report_key
            and finding.evaluation_no = caused.evaluation_no
    left join consequence
        on
            finding.report_key = consequence.report_key
            and finding.evaluation_no = consequence.evaluation_no
)

-- What a person said of an issue holds for all findings of it, in every version (gongkai settle finding).
select
    told.*,
    coalesce(settled.state, 'open') as state,
    settled.note as state_note,
    settled.settled_by as state_by,
    settled.settled_at as state_at
from told
left join {{ ref('stg_finding_settlement') }} as settled
    on told.issue_key = settled.issue_key
