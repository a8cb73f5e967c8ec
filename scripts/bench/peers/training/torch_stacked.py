"""PyTorch, models of equal shape stacked, fused Adam; the gradient by hand or by torch.func.

Tried and left: torch.compile, whose steps are faster but whose compilation of each shape takes
longer than that saves, unless a shape has very many models.
"""

import torch
from torch.func import grad, vmap

from shared.adam import BETA1, BETA2, EPSILON
from shared.history import History
from shared.order import epoch_orders
from training.torch_common import VERSIONS, load_tensors, starting_weights  # noqa: F401
from work import groups_of_equal_shape


def train(work, models, stopwatch, by_hand=True):
    """One result for each model."""
    gradient_of = gradient if by_hand else gradient_by_func
    data = load_tensors(work)
    stopwatch.started()

    results = [None] * len(models)
    for positions in groups_of_equal_shape(models):
        group = [models[position] for position in positions]
        for position, result in zip(positions, train_group(work, group, data, stopwatch, gradient_of)):
            results[position] = result
    return results


@torch.no_grad()
def train_group(work, group, data, stopwatch, gradient_of):
    """Trains models of equal shape together; returns their results."""
    layers = stack([starting_weights(model) for model in group])
    adam = FusedAdam(layers, [model.learning_rate for model in group])
    history = History(len(group))
    for order in epoch_orders(group[0].seed, len(data.train), work.epochs):
        with stopwatch.column("train"):
            totals = torch.zeros(2, len(group))
            for batch in torch.from_numpy(order).split(work.batch_size):
                pixels, labels = data.train.pixels[batch], data.train.labels[batch]
                gradients, scores = gradient_of(layers, pixels, labels)
                adam.step(gradients)
                totals += scores
            trained = (totals / len(order)).tolist()
        with stopwatch.column("evaluate"):
            validated = evaluate(layers, data.validation)
        history.epoch(*trained, *validated)
    with stopwatch.column("evaluate"):
        history.test(*evaluate(layers, data.test))
    return history.results


def stack(weights):
    """[(kernels [M, inputs, outputs], biases [M, outputs]), ...] of M models' weights."""
    return [tuple(map(torch.stack, zip(*layer))) for layer in zip(*weights)]


def forward(layers, pixels):
    """What enters each layer, first to last, then the logits [M, n, 10]."""
    values = [pixels]
    for kernels, biases in layers:
        if len(values) > 1:
            values[-1].relu_()
        values.append(torch.matmul(values[-1], kernels).add_(biases.unsqueeze(1)))
    return values


def gradient(layers, pixels, labels):
    """Gradients of the mean loss, shaped as the layers; loss and hits summed over the batch [2, M]."""
    *inputs, logits = forward(layers, pixels)
    log_probabilities, scores = score(logits, labels)
    of_label = labels.expand(len(logits), -1).unsqueeze(-1)
    signal = log_probabilities.exp_()  # of the loss by what leaves the layer
    signal.scatter_add_(-1, of_label, torch.full(of_label.shape, -1.0))
    signal.div_(len(labels))

    gradients = [None] * len(layers)
    for layer in reversed(range(len(layers))):
        kernels, _ = layers[layer]
        gradients[layer] = (
            torch.matmul(inputs[layer].transpose(-1, -2), signal),
            signal.sum(1),
        )
        if layer > 0:
            signal = torch.bmm(signal, kernels.transpose(1, 2)).mul_(inputs[layer] > 0)
    return gradients, scores


def gradient_by_func(layers, pixels, labels):
    """The same by torch.func."""

    def loss_of(layers_of_one):
        values = pixels
        for number, (kernel, bias) in enumerate(layers_of_one):
            values = (values.relu() if number > 0 else values) @ kernel + bias
        losses = torch.nn.functional.cross_entropy(values, labels, reduction="none")
        hits = (values.argmax(-1) == labels).sum()
        return losses.mean(), torch.stack([losses.sum(), hits])

    gradients, scores = vmap(grad(loss_of, has_aux=True))(layers)
    return gradients, scores.T


def evaluate(layers, part):
    """Mean loss and accuracy of each model, [2, M]."""
    logits = forward(layers, part.pixels)[-1]
    return (score(logits, part.labels)[1] / len(part)).tolist()


def score(logits, labels):
    """Log-probabilities [M, n, 10]; loss and hits of each model, summed over the images [2, M]."""
    log_probabilities = logits.log_softmax(-1)
    of_label = labels.expand(len(logits), -1).unsqueeze(-1)
    loss = -log_probabilities.gather(-1, of_label).sum((1, 2))
    return log_probabilities, torch.stack([loss, (logits.argmax(-1) == labels).sum(1)])


class FusedAdam:
    """PyTorch's own fused kernel, a model at a time: each has its learning rate, and stays in cache.

    It adds eps after dividing sqrt(v) by sqrt(1 - b2^t), Keras before: no difference that shows.
    """

    def __init__(self, layers, learning_rates):
        self.learning_rates = learning_rates
        arrays = [array for layer in layers for array in layer]
        self.parameters = by_model(arrays)
        self.first = by_model([torch.zeros_like(array) for array in arrays])
        self.second = by_model([torch.zeros_like(array) for array in arrays])
        self.steps = [torch.zeros(()) for _ in arrays]

    def step(self, gradients):
        """Updates the layers in place from gradients of the same shapes."""
        torch._foreach_add_(self.steps, 1)
        rows = by_model([array for layer in gradients for array in layer])
        for model, rate in enumerate(self.learning_rates):
            torch._fused_adam_(
                self.parameters[model],
                rows[model],
                self.first[model],
                self.second[model],
                [],
                self.steps,
                lr=rate,
                beta1=BETA1,
                beta2=BETA2,
                weight_decay=0.0,
                eps=EPSILON,
                amsgrad=False,
                maximize=False,
            )


def by_model(arrays):
    """Views of arrays [M, ...]: a list for each model."""
    return [list(rows) for rows in zip(*(array.unbind(0) for array in arrays))]
