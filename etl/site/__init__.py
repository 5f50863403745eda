"""An agency on one page: a profile in HTML from the marts."""
