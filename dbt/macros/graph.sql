{# What dbt knows of the project, as dictionaries made once a run: {'nodes': by unique_id, 'sources': by unique_id, 'tests': lists by the node that
   they are of, 'facts': what `facts_of` has found}. dbt itself makes one anew at each look, and each model looks at all of them. #}
{% macro project_graph() -%}
    {%- if 'of_gongkai' not in graph -%}
        {%- set nodes, sources, tests = {}, {}, {} -%}
        {%- for key, node in graph.nodes.items() -%}
            {%- do nodes.update({key: node}) -%}
            {%- if node.resource_type == 'test' and node.test_metadata -%}
                {%- do tests.setdefault(node.attached_node, []).append(node) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- for key, source in graph.sources.items() -%}
            {%- do sources.update({key: source}) -%}
        {%- endfor -%}
        {%- do graph.update({'of_gongkai': {'nodes': nodes, 'sources': sources, 'tests': tests, 'facts': {}}}) -%}
    {%- endif -%}
    {{ return(graph['of_gongkai']) }}
{%- endmacro %}
