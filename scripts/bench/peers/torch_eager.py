"""PyTorch's ordinary loop, on two processes of one thread."""

from report import run

run("torch_eager", training="torch_eager", processes=2, fixed_cost=100_000)
