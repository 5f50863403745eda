select
    cell.report_key,
    cell.table_index,
    cell.row_index,
    cell.column_index,
    cell.reason
from {{ source('core', 'left_cell') }} as cell
inner join {{ ref('stg_current_report') }} as report
    on cell.report_key = report.report_key
