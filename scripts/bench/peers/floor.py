"""No training: the products, one pass of Adam and the evaluations that the work is made of."""

from report import run

run("floor", training="floor", processes=2)
