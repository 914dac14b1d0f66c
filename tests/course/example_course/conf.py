"""A course of two pages, as a teacher would set it up."""

project = "Cheaper convolutions"
author = "A teacher"
extensions = ["myst_parser", "convanim.course.sphinx"]
numfig = True
convanim_quality = "l"
