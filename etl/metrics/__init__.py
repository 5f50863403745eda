"""The metrics of `dbt/models/semantic`: MetricFlow writes the SQL, Postgres answers it."""
