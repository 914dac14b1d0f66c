"""Tests of the pixel shuffle's tableaux."""
