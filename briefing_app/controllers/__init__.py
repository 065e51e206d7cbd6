"""One module a page or feature of the window."""
