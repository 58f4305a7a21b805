"""The law of personal reception as pure values and functions: no I/O, no clock."""
