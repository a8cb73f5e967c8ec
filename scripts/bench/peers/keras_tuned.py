"""Keras compiled by XLA, many steps for each call, on two processes."""

from report import run

run("keras_tuned", training="keras_tuned", processes=2, fixed_cost=100_000, compiles=True)
