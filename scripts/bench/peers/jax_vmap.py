"""JAX, models of equal shape under one vmap, an epoch in one call, one process."""

from report import run

run("jax_vmap", training="jax_stacked", together=64, unrolled=False)
