"""PyTorch with models of equal shape stacked in batched products, on two processes."""

from report import run

run("torch_func", training="torch_stacked", processes=2)
