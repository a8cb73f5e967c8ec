"""PyTorch, gradient by hand: models of equal shape in batched products, on two processes."""

from report import run

run("torch_by_hand", training="torch_stacked", processes=2)
