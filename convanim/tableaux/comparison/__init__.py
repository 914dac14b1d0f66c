"""Several ways from one input to an output: in a race at one speed, and in a table of what each costs and sees."""
