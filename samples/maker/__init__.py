"""Reports made from figures: sample reports, test reports and benchmarks, in the official forms and in several layouts and formats.

The way is the reverse of the loader's: figures (`figures`) → forms of a layout family (`families/*.yaml`, `forms`) and prose
(`prose`) → a page model that knows no format (`grid`) → a file (`writers`). What a rendered report prints is listed with it,
so that a test can compare what the loader reads with what was written.
"""
