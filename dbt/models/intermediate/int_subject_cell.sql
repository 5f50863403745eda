{{ config(materialized='view') }}
-- Every cell behind an amount of a subject.
select * from {{ ref('int_function_cell') }}
union all
select * from {{ ref('int_revenue_cell') }}
union all
select * from {{ ref('int_economic_cell') }}
union all
select * from {{ ref('int_three_public_cell') }}
union all
select * from {{ ref('int_procurement_cell') }}
