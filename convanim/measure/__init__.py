"""How long convolutions take on this machine, beside how much arithmetic they are; numbers only.

Only ``rivals`` and what uses it load torch: who reads a measurement needs none.
"""
