{# Chinese words for the codes that marts carry, each written once. #}

{% macro zh(column, words) -%}
    case {{ column }}
        {%- for code, word in words.items() %}
        when '{{ code }}' then '{{ word }}'
        {%- endfor %}
        else {{ column }}
    end
{%- endmacro %}

{% macro kind_zh(column) -%}
    {{ zh(column, {'budget': '预算', 'final_account': '决算'}) }}
{%- endmacro %}

{% macro scope_zh(column) -%}
    {{ zh(column, {'department': '部门', 'unit': '单位'}) }}
{%- endmacro %}

{% macro admin_level_zh(column) -%}
    {{ zh(column, {'central': '中央', 'province': '省级', 'city': '市级', 'county': '县级', 'township': '乡级'}) }}
{%- endmacro %}

{% macro standing_zh(column) -%}
    {{ zh(column, {'original': '原件', 'correction': '更正', 'draft': '征求意见稿', 'withdrawn': '作废'}) }}
{%- endmacro %}

{% macro region_level_zh(column) -%}
    {{ zh(column, {'province': '省级', 'city': '地级', 'county': '县级'}) }}
{%- endmacro %}

{% macro fund_zh(column) -%}
    {{ zh(column, {
        'all': '全部',
        'fiscal': '财政拨款',
        'general_public': '一般公共预算',
        'government_fund': '政府性基金',
        'state_capital': '国有资本经营',
        'special_account': '财政专户管理资金',
        'remaining': '其余资金'
    }) }}
{%- endmacro %}

{% macro expenditure_nature_zh(column) -%}
    {{ zh(column, {'basic': '基本支出', 'project_expenditure': '项目支出', 'not_told': '未分基本与项目'}) }}
{%- endmacro %}

{% macro economic_system_zh(column) -%}
    {{ zh(column, {'department': '部门预算科目', 'government': '政府预算科目'}) }}
{%- endmacro %}

{% macro subject_level_zh(column) -%}
    {{ zh(column, {'class': '类', 'section': '款', 'item': '项'}) }}
{%- endmacro %}

{% macro three_public_item_zh(column) -%}
    {{ zh(column, {
        'total': '“三公”经费合计',
        'abroad': '因公出国（境）费',
        'vehicle': '公务用车购置及运行维护费',
        'vehicle_purchase': '公务用车购置费',
        'vehicle_running': '公务用车运行维护费',
        'reception': '公务接待费',
        'meeting': '会议费',
        'training': '培训费',
    }) }}
{%- endmacro %}

{% macro procurement_category_zh(column) -%}
    {{ zh(column, {
        'goods': '货物',
        'works': '工程',
        'services': '服务',
        'unspecified': '未分类',
        'total': '总额',
        'sme': '中小企业',
        'micro': '小微企业',
    }) }}
{%- endmacro %}

{% macro direction_zh(column) -%}
    {{ zh(column, {'increase': '增加', 'decrease': '减少', 'unchanged': '持平', 'not_comparable': '不可比'}) }}
{%- endmacro %}

{% macro revenue_source_zh(column) -%}
    {{ zh(column, {
        'fiscal': '财政拨款',
        'general_public': '一般公共预算',
        'government_fund': '政府性基金',
        'state_capital': '国有资本经营预算',
        'special_account': '财政专户管理资金',
        'superior_subsidy': '上级补助收入',
        'operating_activity': '事业收入',
        'education_fee': '教育收费',
        'business': '经营收入',
        'affiliate_remittance': '附属单位上缴收入',
        'other': '其他收入',
        'unit_funds': '单位资金',
        'opening': '上年结转',
        'opening_general_public': '上年结转：一般公共预算',
        'opening_government_fund': '上年结转：政府性基金',
        'opening_state_capital': '上年结转：国有资本经营预算',
        'opening_special_account': '上年结转：财政专户管理资金',
        'opening_unit_funds': '上年结转：单位资金',
        'use_of_surplus': '使用非财政拨款结余',
        'cash_balance': '实户资金余额',
        'opening_fiscal': '上年结转：财政拨款',
        'opening_other_funds': '上年结转：其他资金',
        'unspecified': '未分来源',
        'unlisted': '表内自列',
    }) }}
{%- endmacro %}

{# Whether two names differ in a word at most: no more than a quarter of either's characters isn't in the other. #}
{% macro similar_name(one, other) -%}
    (
        length({{ one }}) >= 4
        and length({{ other }}) >= 4
        and length(translate({{ one }}, {{ other }}, '')) * 4 <= length({{ one }})
        and length(translate({{ other }}, {{ one }}, '')) * 4 <= length({{ other }})
    )
{%- endmacro %}
