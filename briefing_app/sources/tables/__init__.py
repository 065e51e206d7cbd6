"""Tables on disk as rows of text: CSV and its kin, and Excel workbooks."""
