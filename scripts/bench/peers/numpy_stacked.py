"""Hand-written NumPy, models of equal shape stacked."""

from report import run

run("numpy_stacked", training="numpy_stacked", processes=2)
