"""One module a command of the terminal: parse and print."""
