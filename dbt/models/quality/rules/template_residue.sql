-- Nothing of the template is left: no XX or ____ for a name or number, no 20XX年, no “请填写”, no 增加（减少） before a number or a reason
-- without the choice made, no sentence whose amount was never filled in; in cells of tables no XX for a name, no “（示例）”, no “请填写”. One
-- evaluation a paragraph of prose and a table, or a cell with residue.
with line as (
    select
        report.report_key,
        paragraph.position,
        paragraph.page,
        regexp_replace(paragraph.text, '<[^<>]{1,9}>|\s', '', 'g') as text
    from {{ ref('quality_report') }} as report
    inner join {{ ref('quality_paragraph') }} as paragraph
        on report.document_key = paragraph.document_key
    where length(paragraph.text) > 1
),

judged as (
    select
        line.*,
        coalesce(
            substring(
                text from
                '20[XxＸ×*]{2}年?|20_{1,}年|[XxＸ]{2,}(?:年|月|日|省|市|县|区|镇|乡|局|厅|委|办|部门|单位|中心|万元|元|人|个|项|%|处|辆|台|次|项目)'
            ),
            substring(text from '[×○〇*]{2,}(?:年|月|日|省|市|县|区|镇|乡|局|厅|委|部门|单位|中心|万元|元|项目)'),
            substring(text from '[_＿]{2,}(?:年|月|日|万元|元|人|个|项|%|处|辆|台|次)'),
            -- What money was for, and why, is left to be filled in.
            substring(text from '(?:用于|原因[是为：:]+|由于|包括)([XxＸ×]{2,})(?=[（(，,。；;、])'),
            substring(text from '请(?:在此|根据|按照?)?(?:实际(?:情况)?|本部门情况|本单位情况)?(?:填写|填列|填报|补充填写|据实填写|删除)[^。；]{0,10}'),
            substring(text from '[（(](?:此处|请|如有|如无|若有|若无|没有的|可根据)[^）)]{0,30}(?:填写|填列|删除|说明|列示|写明|补充)[^）)]{0,20}[）)]'),
            substring(text from '[（(](?:根据|按照?|据)[^）)]{0,20}(?:填写|填列)[^）)]{0,10}[）)]'),
            substring(text from '[（(](?:填写|填列|写明|注明)(?:具体|实际|相关|详细|主要)[^）)]{0,12}[）)]'),
            substring(text from '[（(](?:示例|样例|范例|样表|参考模板|参考范本|模板)[）)]'),
            substring(text from '(?:增加|减少|增长|下降|上升|大于|小于|高于|低于)[（(/／、或](?:增加|减少|增长|下降|上升|大于|小于|高于|低于)[）)]?\d[\d.,，]*(?:万元|元|%)'),
            -- The choice isn't made though a reason is given: 增加（减少）的主要原因是业务量增加.
            substring(
                text from '((?:增加|减少|增长|下降|上升)[（(](?:增加|减少|增长|下降|上升)[）)]的?(?:主要)?原因(?:是|为|：|:))[^XxＸ×。；;，,]'
            ),
            -- An amount's words straight before its unit, within a sentence that has other words after it.
            substring(
                text from '(?:收入|支出|总计|合计|决算数?|预算数?|增加|减少|增长|下降|完成(?:年初)?预算的|占本年支出合计的)(?:为|共|共计)?(?:万元|%)(?=[，,。；;])'
            )
        ) as residue
    from line
    where
        text ~ '[，。；：]'
        or text ~ '20[XxＸ×*]{2}|[XxＸ×]{2,}(局|厅|委|部门|单位|中心|省|市|县|区)'
),

-- Only tables that hold such signs anywhere are taken apart.
document_table as (
    select
        report.report_key,
        part.first_table + document_table.table_index as table_index,
        document_table.page,
        document_table.cells,
        document_table.cells::text ~ '[XxＸ×]{2}|[_＿]{2}|填写|填列|示例|样例|范例|样表|模板' as is_suspect
    from {{ ref('quality_report') }} as report
    inner join {{ source('core', 'report_document') }} as part
        on report.report_key = part.report_key
    inner join {{ source('raw', 'document_table') }} as document_table
        on part.document_key = document_table.document_key
    where document_table.document_key = any({{ documents_of('quality_report') }})
),

cell as (
    select
        document_table.report_key,
        document_table.table_index,
        document_table.page,
        line.row_no::integer - 1 as row_index,
        cell.column_no::integer - 1 as column_index,
        regexp_replace(cell.text, '<[^<>]{1,9}>|\s', '', 'g') as text
    from document_table
    cross join lateral jsonb_array_elements(document_table.cells) with ordinality as line (cells, row_no)
    cross join lateral jsonb_array_elements_text(line.cells) with ordinality as cell (text, column_no)
    -- Not how a form is to be filled in, which its model prints below it.
    where
        document_table.is_suspect
        and length(cell.text) between 3 and 200
        and cell.text !~ '^\s*[（(]?(注|备注|说明|填表|填报)'
),

judged_cell as (
    select
        cell.*,
        coalesce(
            substring(text from '20[XxＸ×]{2}年?'),
            -- Not what hides a person's name or number (张××, 138××××), which has no such word behind it.
            substring(text from '(?:^|[^\dA-Za-zＡ-Ｚａ-ｚ])([XxＸ×]{2,}(?:省|市|县|区|镇|乡|局|厅|委|部门|单位|中心|项目|专项|年|万元))'),
            substring(text from '[_＿]{2,}(?:年|月|日|万元|元|人|个|%|辆|台|次)'),
            substring(text from '请(?:在此|据实|如实|按实际情况)?(?:填写|填列|填报)(?!说明)[^。；]{0,10}'),
            substring(text from '[（(](?:此处|请|如有|如无)[^）)]{0,30}(?:填写|填列|删除)[^）)]{0,20}[）)]'),
            substring(text from '[（(](?:示例|样例|范例|样表|参考模板|模板)[）)]')
        ) as residue
    from cell
)

select
    report_key,
    null::integer as statement_seq,
    null::integer as disclosure_no,
    page,
    null::integer as table_index,
    null::integer as row_index,
    null::integer as column_index,
    '' as row_label,
    '' as column_label,
    '处' as unit,
    1::numeric as factor,
    case
        when residue is null then '模板残留'
        else '模板残留“' || residue || '”，在段落“' || left(text, 40) || '”中'
    end as left_label,
    (residue is not null)::integer::numeric as left_amount,
    '应为' as right_label,
    0::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from judged
union all
select
    document_table.report_key,
    null::integer as statement_seq,
    null::integer as disclosure_no,
    document_table.page,
    document_table.table_index,
    coalesce(judged_cell.row_index, 0) as row_index,
    judged_cell.column_index,
    coalesce(left(judged_cell.text, 20), '') as row_label,
    '' as column_label,
    '处' as unit,
    1::numeric as factor,
    case
        when judged_cell.residue is null then '模板残留'
        else '表中模板残留“' || judged_cell.residue || '”'
    end as left_label,
    (judged_cell.residue is not null)::integer::numeric as left_amount,
    '应为' as right_label,
    0::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from document_table
left join judged_cell
    on
        document_table.report_key = judged_cell.report_key
        and document_table.table_index = judged_cell.table_index
        and judged_cell.residue is not null
