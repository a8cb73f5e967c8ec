"""PyTorch's ordinary training loop, eager: nn.Sequential, cross_entropy, torch.optim.Adam."""

import torch
from torch import nn
from torch.nn import functional

from shared.history import History
from shared.order import epoch_orders
from training.torch_common import VERSIONS, load_tensors, starting_weights  # noqa: F401


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
    for order in epoch_orders(model.seed, len(data.train), work.epochs):
        with stopwatch.column("train"):
            loss, accuracy = train_epoch(network, optimizer, data.train, order, work.batch_size)
        with stopwatch.column("evaluate"):
            val_loss, val_accuracy = evaluate(network, data.validation)
        history.epoch([loss], [accuracy], [val_loss], [val_accuracy])
    with stopwatch.column("evaluate"):
        test_loss, test_accuracy = evaluate(network, data.test)
    history.test([test_loss], [test_accuracy])
    return history.results[0]


def sequential(model):
    """Dense layers with relu between them; the softmax is in the loss."""
    modules = []
    for (inputs, outputs), (kernel, bias) in zip(model.layers, starting_weights(model)):
        linear = nn.Linear(inputs, outputs)
        linear.weight = nn.Parameter(kernel.T.contiguous())
        linear.bias = nn.Parameter(bias)
        modules += [linear, nn.ReLU()]
    return nn.Sequential(*modules[:-1])


def adam(network, model):
    """PyTorch's own Adam, whose first one imports much of PyTorch.

    It adds eps after dividing sqrt(v) by sqrt(1 - b2^t), Keras before: no difference that shows.
    """
    return torch.optim.Adam(network.parameters(), lr=model.learning_rate, eps=1e-7, fused=True)


def train_epoch(network, optimizer, part, order, batch_size):
    """One pass in the given order; returns mean loss and accuracy over the epoch's images."""
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
    logits = network(part.pixels)
    loss = functional.cross_entropy(logits, part.labels)
    return loss.item(), (logits.argmax(1) == part.labels).float().mean().item()
