"""Tables of a PDF that no line parts: columns and rows from the places of words.

Frozen: no published PDF of this kind has been met, each tried so far rules its tables. The room gets no new cases until one is; what stays uncertain is told.
"""
