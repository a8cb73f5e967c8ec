"""PyTorch's torch.func: vmap of grad over stacked models of equal shape, on two processes."""

from report import run

run("torch_func", training="torch_stacked", processes=2, by_hand=False)
