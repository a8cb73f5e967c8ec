"""PyTorch's ordinary training loop, eager: nn.Sequential, cross_entropy, torch.optim.Adam."""

import torch
from torch import nn
from torch.nn import functional

from shared.history import History
from shared.order import epoch_orders
from training.torch_common import (  # noqa: F401
    VERSIONS,
    Tensors,
    load_tensors,
    starting_weights,
)

EVALUATION_BATCH = 1000


def train(work, models, stopwatch):
    """One result for each model."""
    data = load_tensors(work)
    networks = [sequential(model) for model in models]
    optimizers = [adam(network, model) for network, model in zip(networks, models)]
    stopwatch.started()
    return [
        train_one(work, model, network, optimizer, data, stopwatch)
        for model, network, optimizer in zip(models, networks, optimizers)
    ]


def train_one(work, model, network, optimizer, data, stopwatch):
    """Trains a network from its initial weights; returns its result."""
    history = History(models=1)
    training, validation, test = (
        shaped(part, input_shape(model)) for part in (data.train, data.validation, data.test)
    )
    for order in epoch_orders(model.seed, len(training), work.epochs):
        with stopwatch.column("train"):
            loss, accuracy = train_epoch(network, optimizer, training, order, work.batch_size)
        with stopwatch.column("evaluate"):
            val_loss, val_accuracy = evaluate(network, validation)
        history.epoch([loss], [accuracy], [val_loss], [val_accuracy])
    with stopwatch.column("evaluate"):
        test_loss, test_accuracy = evaluate(network, test)
    history.test([test_loss], [test_accuracy])
    return history.results[0]


def sequential(model):
    """The network as a Sequential with its initial weights; the softmax is in the loss."""
    modules = []
    for layer, weights in zip(model.layers, starting_weights(model)):
        modules.append(MODULES[layer.kind](layer, *weights))
        if layer.activation == "relu":
            modules.append(nn.ReLU())
    return nn.Sequential(*(module for module in modules if module is not None))


def linear(layer, kernel, bias):
    """Its kernel is the other way round."""
    module = nn.Linear(*layer.inputs, *layer.outputs)
    module.weight = nn.Parameter(kernel.T.contiguous())
    module.bias = nn.Parameter(bias)
    return module


def conv2d(layer, kernel, bias):
    """Channels come before height and width."""
    module = nn.Conv2d(layer.inputs[-1], layer.outputs[-1], layer.kernel_size, layer.strides)
    module.weight = nn.Parameter(kernel.permute(3, 2, 0, 1).contiguous())
    module.bias = nn.Parameter(bias)
    return module


def batch_norm(layer, scale, offset):
    """Its settings are Keras's; PyTorch counts the momentum from the other end."""
    module = nn.BatchNorm1d(layer.outputs[-1], eps=1e-3, momentum=0.01)
    module.weight = nn.Parameter(scale)
    module.bias = nn.Parameter(offset)
    return module


class LastState(nn.Module):
    """nn.GRU, as PyTorch users would take it, though it is another variant than the other peers'.

    It has two biases and resets the state after its product (Keras's `reset_after`); the work's
    variant would be a loop in Python.
    """

    def __init__(self, layer, kernel, recurrent, _bias):
        super().__init__()
        self.gru = nn.GRU(layer.inputs[-1], layer.outputs[-1], batch_first=True)
        with torch.no_grad():
            self.gru.weight_ih_l0.copy_(kernel.T)
            self.gru.weight_hh_l0.copy_(recurrent.T)
            self.gru.bias_ih_l0.zero_()
            self.gru.bias_hh_l0.zero_()

    def forward(self, values):
        """The state after the last step."""
        _, state = self.gru(values)
        return state[-1]


# None where only the activation remains.
MODULES = {
    "dense": linear,
    "conv2d": conv2d,
    "batch_normalization": batch_norm,
    "gru": LastState,
    "flatten": lambda layer: nn.Flatten(),
    "activation": lambda layer: None,
}


def input_shape(model):
    """Of one image, channels first."""
    shape = model.layers[0].inputs
    return (shape[-1], *shape[:-1]) if len(shape) == 3 else shape


def shaped(part, shape):
    """The part with its pixels in another shape: views."""
    return Tensors(part.pixels.view(-1, *shape), part.labels)


def adam(network, model):
    """PyTorch's own Adam, whose first one imports much of PyTorch.

    It adds eps after dividing sqrt(v) by sqrt(1 - b2^t), Keras before: no difference that shows.
    """
    return torch.optim.Adam(network.parameters(), lr=model.learning_rate, eps=1e-7, fused=True)


def train_epoch(network, optimizer, part, order, batch_size):
    """One pass in the given order; returns mean loss and accuracy over the epoch's images."""
    network.train()
    loss_sum = torch.zeros(())
    correct = torch.zeros((), dtype=torch.int64)
    for batch in torch.from_numpy(order).split(batch_size):
        labels = part.labels[batch]
        logits = network(part.pixels[batch])
        loss = functional.cross_entropy(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            loss_sum += loss * len(batch)
            correct += (logits.argmax(1) == labels).sum()
    return loss_sum.item() / len(part), correct.item() / len(part)


@torch.inference_mode()
def evaluate(network, part):
    """Mean loss and accuracy over all the part's images."""
    network.eval()
    loss_sum, correct = 0.0, 0
    for pixels, labels in zip(
        part.pixels.split(EVALUATION_BATCH), part.labels.split(EVALUATION_BATCH)
    ):
        logits = network(pixels)
        loss_sum += functional.cross_entropy(logits, labels, reduction="sum").item()
        correct += (logits.argmax(1) == labels).sum().item()
    return loss_sum / len(part), correct / len(part)
