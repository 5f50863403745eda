"""The golden net: what the program makes of a fixed set of reports, as text, compared before and after a change.

`python -m scripts.golden write FOLDER` loads published, sample and made-up reports into an empty database, builds the marts and writes
every relation, and what `inspect` and `audit` say of each report. `python -m scripts.golden compare OLD NEW` says what differs;
differences that are meant stand in `map.yaml`, with their reason.
"""
