{{ config(post_hook="{{ mark_changed() }}") }}
-- depends_on: {{ ref('built_report') }}
select * from {{ ref('differing_report') }}
