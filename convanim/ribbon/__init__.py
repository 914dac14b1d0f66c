"""The lens under the stage, where one step's numbers are written out."""
