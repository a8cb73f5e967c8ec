"""JAX as in jax_vmap, the models split over two processes of one thread."""

from report import run

run("jax_vmap_two", training="jax_stacked", processes=2, compiles=True, together=64, unrolled=False)
