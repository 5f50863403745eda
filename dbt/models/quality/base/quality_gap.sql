-- One row per number of the reports to evaluate that was read with doubt (a scan, sums that don't prove it) or that nothing explains: what is
-- compared over its row, column, group or section may lack it. A number without its unit is read as the one that its sentence goes by: no gap,
-- nor is one that a rule sets aside.
select
    gap.report_key,
    gap.number_no,
    gap.state,
    gap.position,
    gap.table_index,
    gap.row_index,
    gap.column_index
from {{ source('core', 'accounted_number') }} as gap
inner join {{ ref('quality_report') }} as report
    on gap.report_key = report.report_key
where gap.rule <> 'lacks_unit' and gap.state <> 'set_aside'
