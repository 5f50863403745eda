"""Where a figure of the warehouse comes from: its cell, what stands around it, and the page as a picture."""
