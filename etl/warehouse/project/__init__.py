"""The dbt project: what of it is kept in the source tree, what is made from other definitions, and the complete copy that dbt reads."""
