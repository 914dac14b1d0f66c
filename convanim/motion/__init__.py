"""How what stands on stage moves along the steps of a trace."""
