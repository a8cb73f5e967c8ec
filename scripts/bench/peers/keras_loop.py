"""Keras as the notebook uses it: one model after the other, defaults."""

from report import run

run("keras_loop", training="keras_loop")
