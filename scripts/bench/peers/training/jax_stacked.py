"""JAX: the step of one model under vmap, a whole epoch in one compiled call."""

import os
import jax
import jax.numpy as jnp
import numpy as np

from shared.history import History
from shared.mnist import load_mnist
from shared.order import epoch_orders
from shared.weights import stacked_weights
from shared.adam import BETA1, BETA2, EPSILON, rate_factor
from work import groups_of_equal_shape

VERSIONS = {"jax": jax.__version__}
VAR = os.environ.get("VAR", "vmap")
UNROLL = int(os.environ.get("UNROLL", 1))
U8 = os.environ.get("U8", "0") == "1"


def logits_of(layers, pixels):
    for kernel, bias in layers[:-1]:
        pixels = jax.nn.relu(pixels @ kernel + bias)
    kernel, bias = layers[-1]
    return pixels @ kernel + bias


def loss_of(layers, pixels, labels):
    logits = logits_of(layers, pixels)
    lp = jax.nn.log_softmax(logits)
    loss = -jnp.mean(jnp.take_along_axis(lp, labels[:, None], 1))
    return loss, jnp.sum(logits.argmax(1) == labels)


def step_one(layers, first, second, rate, pixels, labels):
    (loss, hits), grads = jax.value_and_grad(loss_of, has_aux=True)(layers, pixels, labels)
    first = jax.tree.map(lambda m, g: m + (g - m) * (1 - BETA1), first, grads)
    second = jax.tree.map(lambda v, g: v + (g * g - v) * (1 - BETA2), second, grads)
    layers = jax.tree.map(lambda w, m, v: w - rate * m / (jnp.sqrt(v) + EPSILON), layers, first, second)
    return layers, first, second, loss, hits


def make(var, axes):
    if var == "vmap":
        return jax.vmap(step_one, in_axes=(0, 0, 0, 0, None, None))
    if var == "vmap1":  # first kernel stored [784, M, h]
        ax = [(1, 0)] + [(0, 0)] * (axes - 1)
        return jax.vmap(step_one, in_axes=(ax, ax, ax, 0, None, None), out_axes=(ax, ax, ax, 0, 0))
    if var == "map":
        return lambda l, f, s, r, p, y: jax.lax.map(lambda a: step_one(*a, p, y), (l, f, s, r))
    if var == "list":
        def f(l, f_, s, r, p, y):
            outs = [step_one(a, b, c, r[i], p, y) for i, (a, b, c) in enumerate(zip(l, f_, s))]
            l, f_, s, lo, h = zip(*outs)
            return list(l), list(f_), list(s), jnp.stack(lo), jnp.stack(h)
        return f


def train(work, models, stopwatch):
    mnist = load_mnist(work)
    val = jnp.asarray(mnist.validation.pixels()), jnp.asarray(mnist.validation.labels.astype(np.int32))
    test = jnp.asarray(mnist.test.pixels()), jnp.asarray(mnist.test.labels.astype(np.int32))
    pix = mnist.train.images if U8 else mnist.train.pixels()
    labs = mnist.train.labels.astype(np.int32)
    stopwatch.started()
    n = len(labs); B = work.batch_size; full = n // B
    results = [None] * len(models)
    C=int(os.environ.get('CHUNK',99)); cache={}
    for positions in [q[i:i+C] for q in groups_of_equal_shape(models) for i in range(0,len(q),C)]:
        group = [models[p] for p in positions]
        layers = stacked_weights(group)
        M = len(group)
        if VAR == "list":
            layers = [[tuple(jnp.asarray(a[i]) for a in l) for l in layers] for i in range(M)]
        elif VAR == "vmap1":
            layers = [(jnp.asarray(np.moveaxis(layers[0][0], 0, 1).copy()), jnp.asarray(layers[0][1]))] + [tuple(map(jnp.asarray, l)) for l in layers[1:]]
        else:
            layers = [tuple(map(jnp.asarray, l)) for l in layers]
        zeros = jax.tree.map(jnp.zeros_like, layers)
        rates = jnp.asarray([m.learning_rate for m in group], jnp.float32)
        stepf = make(VAR, len(group[0].layers))

        def epoch(layers, first, second, rates, factors, px, py, lx, ly):
            def body(carry, xs):
                l, f, s, lo, h = carry
                x, y, fac = xs
                if U8: x = x.astype(jnp.float32) / 255
                l, f, s, a, b = stepf(l, f, s, rates * fac, x, y)
                return (l, f, s, lo + a * y.shape[0], h + b), None
            carry = (layers, first, second, jnp.zeros(M), jnp.zeros(M, jnp.int32))
            carry, _ = jax.lax.scan(body, carry, (px, py, factors[:full]), unroll=UNROLL)
            if n % B:
                carry, _ = body(carry, (lx, ly, factors[-1]))
            l, f, s, lo, h = carry
            return l, f, s, lo / n, h / n

        def evaluate(layers, x, y):
            if VAR == "list":
                r = [loss_of(l, x, y) for l in layers]
                return jnp.stack([a for a, _ in r]), jnp.stack([b for _, b in r]) / y.shape[0]
            ax = [(1, 0)] + [(0, 0)] * (len(layers) - 1) if VAR == "vmap1" else 0
            lo, h = jax.vmap(loss_of, in_axes=(ax, None, None))(layers, x, y)
            return lo, h / y.shape[0]

        def shuffled(order):
            x = pix[order]; y = labs[order]
            return x[:full * B].reshape(full, B, -1), y[:full * B].reshape(full, B), x[full * B:], y[full * B:]
        nsteps = -(-n // B)
        with stopwatch.column("compile"):
            ex = shuffled(np.arange(n))
            fac = np.zeros(nsteps, np.float32)
            key=(group[0].hidden,M)
            if key not in cache: cache[key] = (jax.jit(epoch, donate_argnums=(0, 1, 2)).lower(layers, zeros, zeros, rates, fac, *ex).compile(), jax.jit(evaluate).lower(layers, *val).compile())
            ep, ev = cache[key]
            if os.environ.get("DUMP"): open(os.environ["DUMP"], "w").write(ep.as_text())
        first, second = zeros, jax.tree.map(jnp.zeros_like, layers)
        history = History(M)
        t = 0
        for order in epoch_orders(group[0].seed, n, work.epochs):
            with stopwatch.column("train"):
                fac = np.array([rate_factor(t + k + 1) for k in range(nsteps)], np.float32); t += nsteps
                layers, first, second, lo, h = ep(layers, first, second, rates, fac, *shuffled(order))
                lo.block_until_ready()
            with stopwatch.column("evaluate"):
                v = [np.asarray(a) for a in ev(layers, *val)]
            history.epoch(np.asarray(lo), np.asarray(h), *v)
        with stopwatch.column("evaluate"):
            history.test(*[np.asarray(a) for a in ev(layers, *test)])
        for p, r in zip(positions, history.results):
            results[p] = r
    return results
