"""PyTorch with models of equal shape stacked, by torch.func."""

from report import run

run("torch_func", training="torch_stacked")
