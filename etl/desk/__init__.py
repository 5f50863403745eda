"""What people get in hand of an audit: a page with pictures to read and print, and a workbook to work down."""
