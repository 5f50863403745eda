"""Reads pages that are pictures: ruling lines and recognised characters, as a sheet that the table finder takes.

Needs the extra `gongkai[ocr]`; its models come with the packages, nothing is fetched at run time.
"""
