"""How fast JAX and PyTorch train K networks of 784-100-100-10 on this GPU: a JSON line for each.

    python gpu-peers.py [--networks 1,8,64,256] [--seconds 120] [--device cuda]

Batch 32, Adam, single precision (no TF32), images of noise that lie on the GPU, each network with an
order of its own, as scripts/gpu-check has sweep train them. `ms` is of a step of all K; `first` are
the seconds until the first steps are done, compiling included. A way that fails says why; what would
begin after so many seconds is left out.
"""

import argparse
import json
import time

BATCH, IMAGES, STEPS, TIMINGS = 32, 12_800, 100, 5
WIDTHS = [784, 100, 100, 10]


def timed(steps):
    """`steps(n)` takes n steps and waits for them: its first call, and the median of some more."""
    began = time.perf_counter()
    steps(STEPS)
    first = time.perf_counter() - began
    timings = []
    for _ in range(TIMINGS):
        began = time.perf_counter()
        steps(STEPS)
        timings.append((time.perf_counter() - began) / STEPS)
    return {"ms": 1000 * sorted(timings)[TIMINGS // 2], "first": first}


def jax_vmap(count, _device):
    """One jitted scan of steps, vmapped over the networks."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_default_matmul_precision", "highest")

    def new(key):
        keys = jax.random.split(key, 3)
        return [
            (jax.random.normal(k, (m, n)) * (2 / (m + n)) ** 0.5, jnp.zeros(n))
            for k, m, n in zip(keys, WIDTHS, WIDTHS[1:])
        ]

    def loss(layers, x, y):
        for w, b in layers[:-1]:
            x = jax.nn.relu(x @ w + b)
        w, b = layers[-1]
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(x @ w + b), y[:, None], 1))

    def step(state, now, images, labels, order):
        layers, m, v, t = state
        own = jax.lax.dynamic_slice(order, (now * BATCH % (IMAGES - BATCH),), (BATCH,))
        gradient = jax.grad(loss)(layers, images[own], labels[own])
        t = t + 1
        m = jax.tree.map(lambda a, g: 0.9 * a + 0.1 * g, m, gradient)
        v = jax.tree.map(lambda a, g: 0.999 * a + 0.001 * g * g, v, gradient)
        rate = 1e-3 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        layers = jax.tree.map(lambda w, a, b: w - rate * a / (jnp.sqrt(b) + 1e-7), layers, m, v)
        return layers, m, v, t

    keys = jax.random.split(jax.random.key(0), count)
    images = jax.random.uniform(keys[0], (IMAGES, 784))
    labels = jax.random.randint(keys[0], (IMAGES,), 0, 10)
    orders = jax.vmap(lambda key: jax.random.permutation(key, IMAGES))(keys)
    layers = jax.vmap(new)(keys)
    zeros = jax.tree.map(jnp.zeros_like, layers)
    each = jax.vmap(step, in_axes=(0, None, None, None, 0))

    @jax.jit
    def run(state, orders, images, labels):
        def body(state, now):
            return each(state, now, images, labels, orders), None

        return jax.lax.scan(body, state, jnp.arange(STEPS))[0]

    kept = [(layers, zeros, zeros, jnp.zeros(count))]

    def steps(_):
        kept[0] = jax.block_until_ready(run(kept[0], orders, images, labels))

    return timed(steps)


class Stacked:
    """K networks in PyTorch as one: their layers are batched products."""

    def __init__(self, count, device):
        import torch

        self.torch, self.device = torch, device
        torch.backends.cuda.matmul.allow_tf32 = False
        torch.manual_seed(0)
        self.layers = []
        for m, n in zip(WIDTHS, WIDTHS[1:]):
            weight = torch.randn(count, m, n, device=device) * (2 / (m + n)) ** 0.5
            bias = torch.zeros(count, 1, n, device=device)
            self.layers += [weight.requires_grad_(), bias.requires_grad_()]
        self.images = torch.rand(IMAGES, 784, device=device)
        self.labels = torch.randint(0, 10, (IMAGES,), device=device)
        self.orders = torch.stack([torch.randperm(IMAGES, device=device) for _ in range(count)])
        self.now = torch.zeros((), dtype=torch.long, device=device)
        self.range = torch.arange(BATCH, device=device)
        on_gpu = device == "cuda"
        self.adam = torch.optim.Adam(
            self.layers, lr=1e-3, eps=1e-7, capturable=on_gpu, fused=on_gpu or None
        )

    def loss(self):
        torch = self.torch
        own = self.orders[:, (self.now * BATCH + self.range) % IMAGES]
        x, y = self.images[own], self.labels[own]
        for weight, bias in zip(self.layers[:-2:2], self.layers[1:-2:2]):
            x = torch.relu(torch.baddbmm(bias, x, weight))
        logits = torch.baddbmm(self.layers[-1], x, self.layers[-2])
        # The sum of K means: each network's gradient is that of its own mean.
        each = torch.nn.functional.cross_entropy(logits.flatten(0, 1), y.flatten(), reduction="sum")
        return each / BATCH

    def step(self, loss=None):
        self.adam.zero_grad(set_to_none=False)
        (loss or self.loss)().backward()
        self.adam.step()
        self.now += 1

    def wait(self):
        if self.device == "cuda":
            self.torch.cuda.synchronize()


def torch_eager(count, device):
    model = Stacked(count, device)

    def steps(n):
        for _ in range(n):
            model.step()
        model.wait()

    return timed(steps)


def torch_compile(count, device):
    model = Stacked(count, device)
    loss = model.torch.compile(model.loss)

    def steps(n):
        for _ in range(n):
            model.step(loss)
        model.wait()

    return timed(steps)


def torch_cuda_graph(count, device):
    """The whole step is recorded once and replayed."""
    model = Stacked(count, device)
    torch = model.torch
    aside = torch.cuda.Stream()
    aside.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(aside):
        for _ in range(3):
            model.step()
    torch.cuda.current_stream().wait_stream(aside)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        model.step()

    def steps(n):
        for _ in range(n):
            graph.replay()
        model.wait()

    return timed(steps)


PEERS = {
    "JAX vmap": jax_vmap,
    "PyTorch eager, stacked": torch_eager,
    "PyTorch torch.compile, stacked": torch_compile,
    "PyTorch CUDA graph, stacked": torch_cuda_graph,
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--networks", default="1,8,64,256")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--device", default="cuda")
    options = parser.parse_args()
    ends = time.perf_counter() + options.seconds
    for count in map(int, options.networks.split(",")):
        for name, peer in PEERS.items():
            line = {"peer": name, "networks": count}
            if time.perf_counter() > ends:
                line["failure"] = "no time was left"
            else:
                try:
                    line.update(peer(count, options.device))
                except Exception as error:  # noqa: BLE001 - whatever it is, the others are timed
                    reason = str(error).strip() or "?"
                    line["failure"] = f"{type(error).__name__}: {reason.splitlines()[0]}"
            print(json.dumps(line), flush=True)


main()
