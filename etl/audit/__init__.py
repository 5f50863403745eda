"""Where a report contradicts itself: the rules of dbt/models/quality run on reports of a throw-away database or of the warehouse."""
