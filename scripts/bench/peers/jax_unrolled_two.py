"""JAX on two processes, two models in a program written one after the other: faster than vmap."""

from report import run

run(
    "jax_unrolled_two",
    training="jax_stacked",
    processes=2,
    compiles=True,
    together=2,
    unrolled=True,
)
