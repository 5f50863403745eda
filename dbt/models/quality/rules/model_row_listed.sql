-- Rows that the official model of a form has beside the rows that are printed: 货物、工程、服务 of 政府采购 with an amount, both 预算数 and
-- 决算数 of “三公”经费, the counts behind them that the prose states, 授予中小企业合同金额 and the 授予小微企业合同金额 within it. Provinces leave lines without an
-- amount out; so only rows that have one, as another row or the prose shows, in forms that print the lines beside them.
with cell as (
    select * from {{ ref('quality_cell') }}
),

-- Where a finding stands: at the first figure of the form.
place as (
    select
        report_key,
        statement_seq,
        min(figure_no) as figure_no,
        coalesce(bool_or(line = 'total' and amount <> 0), false) as has_total,
        coalesce(bool_or(line in ('goods', 'works', 'services') and amount <> 0), false) as has_part,
        coalesce(bool_or(line = 'sme'), false) as has_sme,
        coalesce(bool_or(line = 'micro'), false) as has_micro,
        coalesce(bool_or(basis = 'budget' and role <> 'count'), false) as has_budget,
        coalesce(bool_or(basis = 'outturn' and role <> 'count'), false) as has_outturn,
        coalesce(bool_or(measure = 'three_public' and member = 'total'), false) as has_three_public,
        count(distinct member) filter (
            where measure = 'three_public' and member in ('abroad', 'vehicle', 'reception') and amount <> 0
        ) as three_public_parts
    from {{ ref('quality_figure') }}
    where statement_key in ('procurement', 'three_public', 'budget_three_public')
    group by report_key, statement_seq
),

label as (
    select
        report_key,
        statement_seq,
        bool_or(text ~ '货物|工程|服务') as lists_parts,
        bool_or(text ~ '中小') as lists_sme,
        bool_or(text ~ '小微') as lists_micro,
        bool_or(text ~ '^(行次|栏次)$') as has_line_numbers,
        -- A row of its own, not a column, for each phase.
        bool_or(column_index = 0 and text ~ '^(支出)?预算数$') as has_budget_row,
        bool_or(column_index = 0 and text ~ '^(支出)?决算数$') as has_outturn_row,
        bool_or(text ~ '预算' and column_index = 0 and length(text) <= 12) as names_budget,
        bool_or(text ~ '决算') as names_outturn,
        bool_or(text ~ '^(小计|合计|公务接待费|公务用车购置及运行(维护)?费)$') as has_money_columns,
        bool_or(text ~ '^-?[\d,，]*\d\.\d+$') as has_money,
        bool_or(text ~ '车购置(费|支出)$') as lists_purchase,
        bool_or(text ~ '车购置(及|和|与|、)') as lists_vehicle,
        bool_or(text ~ '^(（1）|\(1\)|1[)）]|①|其中[:：]).*车购置(费|支出)$') as lists_first_part,
        bool_or(text ~ '车运行(维护)?(费|支出)$') as lists_running
    from cell
    group by report_key, statement_seq
),

-- What vehicles cost beyond one of their two lines is the other's.
vehicle as (
    select
        report_key,
        statement_seq,
        bool_or(vehicle - running > half) as has_purchase,
        bool_or(vehicle - purchase > half) as has_running,
        bool_or(purchase + running <> 0) as has_part,
        bool_or(vehicle is not null) as prints_vehicle,
        bool_or(prints_purchase) as prints_purchase,
        bool_or(prints_running) as prints_running
    from (
        select
            report_key,
            statement_seq,
            basis,
            max(half) as half,
            sum(amount) filter (where member = 'vehicle') as vehicle,
            coalesce(sum(amount) filter (where member = 'vehicle_running'), 0) as running,
            coalesce(sum(amount) filter (where member = 'vehicle_purchase'), 0) as purchase,
            -- Labels are as printed, whatever characters stand between theirs; figures say what they were read as.
            bool_or(member = 'vehicle_purchase') as prints_purchase,
            bool_or(member = 'vehicle_running') as prints_running
        from {{ ref('quality_figure') }}
        where measure = 'three_public' and role <> 'count'
        group by report_key, statement_seq, basis
    ) as of_basis
    group by report_key, statement_seq
),

-- The counts behind the three public expenses, and what the forms and the prose call them.
counted (name_zh, label_pattern, item, metrics) as (
    values
    ('因公出国（境）团组数', '团组', 'trips_abroad', array['团组数']),
    ('因公出国（境）人次数', '出国.*人(次|数)', 'trips_abroad', array['人次', '人数']),
    ('公务用车购置数', '用车购置数|用车购置量', 'vehicles_purchased', array['数量']),
    ('公务用车保有量', '用车保有', 'vehicles_held', array['数量']),
    ('国内公务接待批次', '接待.*批次', 'receptions', array['团组数', '批次']),
    ('国内公务接待人次', '接待.*人(次|数)', 'receptions', array['人次', '人数'])
),

listed_count as (
    select
        cell.report_key,
        cell.statement_seq,
        counted.name_zh
    from cell
    inner join counted
        on
            cell.statement_key = 'three_public'
            and cell.text ~ counted.label_pattern
    group by cell.report_key, cell.statement_seq, counted.name_zh
),

-- Forms that print at least half of the counts.
with_counts as (
    select
        report_key,
        statement_seq,
        array_agg(name_zh order by name_zh collate "C") as names
    from listed_count
    group by report_key, statement_seq
    having count(*) >= 3
),

stated_count as (
    select distinct
        disclosure.report_key,
        counted.name_zh
    from {{ ref('quality_disclosure') }} as disclosure
    inner join counted
        on
            counted.item = any(disclosure.marks)
            and disclosure.metric = any(counted.metrics)
            and disclosure.is_count
            and disclosure.amount > 0
),

-- What the prose states of these forms' money.
stated_amount as (
    select
        report_key,
        bool_or({{ marked('micro') }} and metric = '金额') as states_micro,
        bool_or({{ marked('three_public') }} and metric in ('决算数', '支出决算', '金额')) as states_outturn
    from {{ ref('quality_disclosure') }}
    where is_money and amount > half
    group by report_key
),

form as (
    select
        statement.report_key,
        statement.statement_seq,
        statement.statement_key,
        statement.page,
        statement.table_indexes,
        label.has_line_numbers,
        label.lists_parts,
        label.lists_sme,
        label.lists_micro,
        label.has_budget_row,
        label.has_outturn_row,
        label.names_budget,
        label.names_outturn,
        label.has_money_columns,
        label.has_money,
        label.lists_first_part,
        coalesce(vehicle.has_part, false) as has_vehicle_part,
        label.lists_vehicle or coalesce(vehicle.prints_vehicle, false) as lists_vehicle,
        label.lists_purchase or coalesce(vehicle.prints_purchase, false) as lists_purchase,
        label.lists_running or coalesce(vehicle.prints_running, false) as lists_running,
        coalesce(vehicle.has_purchase, false) as has_purchase,
        coalesce(vehicle.has_running, false) as has_running,
        place.figure_no,
        coalesce(place.has_total, false) as has_total,
        coalesce(place.has_part, false) as has_part,
        coalesce(place.has_sme, false) as has_sme,
        coalesce(place.has_micro, false) as has_micro,
        coalesce(place.has_budget, false) as has_budget,
        coalesce(place.has_outturn, false) as has_outturn,
        coalesce(place.has_three_public, false) as has_three_public,
        coalesce(place.three_public_parts, 0) as three_public_parts,
        coalesce(stated_amount.states_micro, false) as states_micro,
        coalesce(stated_amount.states_outturn, false) as states_outturn
    from {{ ref('quality_statement') }} as statement
    inner join label
        on
            statement.report_key = label.report_key
            and statement.statement_seq = label.statement_seq
    left join place
        on
            statement.report_key = place.report_key
            and statement.statement_seq = place.statement_seq
    left join vehicle
        on
            statement.report_key = vehicle.report_key
            and statement.statement_seq = vehicle.statement_seq
    left join stated_amount
        on statement.report_key = stated_amount.report_key
),

expected as (
    select
        report_key,
        statement_seq,
        '货物、工程、服务有数' as name_zh,
        has_part as is_listed
    from form
    where statement_key = 'procurement' and has_total and lists_parts
    union all
    select
        report_key,
        statement_seq,
        '授予中小企业合同金额' as name_zh,
        has_sme or lists_sme as is_listed
    from form
    where statement_key = 'procurement' and has_line_numbers and has_micro
    union all
    select
        report_key,
        statement_seq,
        '授予小微企业合同金额' as name_zh,
        has_micro or lists_micro as is_listed
    from form
    where statement_key = 'procurement' and has_line_numbers and has_sme and states_micro
    union all
    select
        report_key,
        statement_seq,
        '预算数' as name_zh,
        names_budget as is_listed
    from form
    where statement_key = 'three_public' and has_outturn_row and has_outturn and not has_budget
    union all
    select
        report_key,
        statement_seq,
        '决算数' as name_zh,
        names_outturn as is_listed
    from form
    where statement_key = 'three_public' and has_budget_row and has_budget and not has_outturn
    union all
    select
        report_key,
        statement_seq,
        '“三公”经费决算数' as name_zh,
        has_outturn or has_money as is_listed
    from form
    where statement_key = 'three_public' and states_outturn and has_money_columns and names_outturn
    union all
    select
        report_key,
        statement_seq,
        '“三公”经费合计' as name_zh,
        has_three_public as is_listed
    from form
    where statement_key in ('three_public', 'budget_three_public') and three_public_parts > 0
    union all
    select
        report_key,
        statement_seq,
        '公务用车购置费' as name_zh,
        lists_purchase as is_listed
    from form
    where lists_running and has_purchase
    union all
    select
        report_key,
        statement_seq,
        '公务用车运行维护费' as name_zh,
        lists_running as is_listed
    from form
    where lists_purchase and has_running
    union all
    -- Two parts that are numbered as parts are of a line above them.
    select
        report_key,
        statement_seq,
        '公务用车购置及运行维护费' as name_zh,
        lists_vehicle as is_listed
    from form
    where lists_first_part and lists_running and has_vehicle_part
    union all
    select
        with_counts.report_key,
        with_counts.statement_seq,
        stated_count.name_zh,
        stated_count.name_zh = any(with_counts.names) as is_listed
    from with_counts
    inner join stated_count
        on with_counts.report_key = stated_count.report_key
)

select
    form.report_key,
    form.statement_seq,
    null::integer as disclosure_no,
    form.page,
    form.table_indexes[1] as table_index,
    coalesce(figure.row_index, 0) as row_index,
    figure.column_index,
    coalesce(figure.row_label, '') as row_label,
    coalesce(figure.column_label, '') as column_label,
    '行' as unit,
    1::numeric as factor,
    '本表“' || expected.name_zh || '”的行数' as left_label,
    expected.is_listed::integer::numeric as left_amount,
    '应为' as right_label,
    1::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from expected
inner join form
    on
        expected.report_key = form.report_key
        and expected.statement_seq = form.statement_seq
left join {{ ref('quality_figure') }} as figure
    on
        form.report_key = figure.report_key
        and form.figure_no = figure.figure_no
