"""A page by its places: glyphs, ruling lines, regions and the cells of a grid. What a PDF draws and what a scan shows are read alike."""
