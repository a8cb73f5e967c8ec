"""JAX, models of equal shape under one vmap, an epoch in one call."""

from report import run

run("jax_vmap", training="jax_stacked")
