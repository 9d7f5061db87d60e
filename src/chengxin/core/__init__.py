"""The law engine: plain values and functions. No Django, no input or output, no clock, no chance."""
