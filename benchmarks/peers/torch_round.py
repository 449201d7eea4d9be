"""One round of the same networks in PyTorch, on one thread: a key and a number a line.

Needs PyTorch (Debian: python3-torch). Rates are per second of the processor, as PeerRound's.
"""

import sys
import time

import torch

NETWORKS = ("12-64-32-32-4", "180-128-64-32-16")
BATCHES = (1024, 4096)
SOLVE_ROWS = 1000
DAMPING = 0.1
ITERATIONS = 20


def per_call(seconds, call):
    """Seconds of the processor that a call takes, once it is warm."""

    def run(limit):
        start = time.thread_time()
        calls = 0
        while True:
            call()
            calls += 1
            spent = time.thread_time() - start
            if spent >= limit:
                return spent / calls

    run(seconds / 2)
    return run(seconds)


def network(layers):
    """A perceptron with ReLU between its layers."""
    sizes = [int(size) for size in layers.split("-")]
    modules = []
    for fan_in, fan_out in zip(sizes, sizes[1:]):
        modules += [torch.nn.Linear(fan_in, fan_out), torch.nn.ReLU()]
    return torch.nn.Sequential(*modules[:-1]), sizes


def training(layers, rows):
    """Samples a second of plain training: forward, backward and Adam on a squared error."""
    model, sizes = network(layers)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    x = torch.randn(rows, sizes[0])
    target = torch.randn(rows, sizes[-1])

    def step():
        optimizer.zero_grad(set_to_none=True)
        ((model(x) - target) ** 2).sum().div(rows).backward()
        optimizer.step()

    return step


class Solve:
    """Conjugate gradients with Gauss-Newton products, as in the implicit hypergradient.

    Products by hand: directional derivatives forward, then back, which needs no graph.
    """

    def __init__(self, layers):
        model, sizes = network(layers)
        linear = [module for module in model if isinstance(module, torch.nn.Linear)]
        self.weights = [module.weight.detach() for module in linear]
        self.shapes = [(module.weight.shape, module.bias.shape) for module in linear]
        self.curvature = torch.full((SOLVE_ROWS, sizes[-1]), 2.0 / SOLVE_ROWS)
        # The forward pass is made once a point, not once a product.
        self.inputs = [torch.randn(SOLVE_ROWS, sizes[0])]
        self.masks = []
        for layer, module in enumerate(linear):
            out = module(self.inputs[-1]).detach()
            if layer + 1 < len(linear):
                self.masks.append((out > 0).float())
                self.inputs.append(out.relu())
        count = sum(w.numel() + b.numel() for w, b in self.shapes)
        self.right = torch.randn(count)
        self.iteration = ITERATIONS

    def split(self, vector):
        """Weights and biases of a vector that has all of them."""
        at = 0
        for weight, bias in self.shapes:
            yield (
                vector[at : at + weight.numel()].view(weight),
                vector[at + weight.numel() : at + weight.numel() + bias.numel()],
            )
            at += weight.numel() + bias.numel()

    def product(self, direction):
        """Gauss-Newton product with a direction."""
        tangent = None
        for layer, (dw, db) in enumerate(self.split(direction)):
            out = torch.addmm(db, self.inputs[layer], dw.t())
            if tangent is not None:
                out.addmm_(tangent, self.weights[layer].t())
            tangent = out if layer + 1 == len(self.weights) else out.mul_(self.masks[layer])
        delta = tangent * self.curvature
        parts = []
        for layer in reversed(range(len(self.weights))):
            parts.append(delta.sum(0))
            parts.append((delta.t() @ self.inputs[layer]).reshape(-1))
            if layer:
                delta = (delta @ self.weights[layer]).mul_(self.masks[layer - 1])
        return torch.cat(parts[::-1])

    def step(self):
        """One iteration; every twentieth begins a new solve."""
        if self.iteration == ITERATIONS:
            self.iteration = 0
            self.solution = torch.zeros_like(self.right)
            self.residual = self.right.clone()
            self.direction = self.right.clone()
            self.norm = self.residual @ self.residual
        self.iteration += 1
        product = self.product(self.direction).add_(self.direction, alpha=DAMPING)
        alpha = self.norm / (self.direction @ product)
        self.solution += alpha * self.direction
        self.residual -= alpha * product
        norm = self.residual @ self.residual
        self.direction = self.residual + (norm / self.norm) * self.direction
        self.norm = norm


def describe():
    """Says what does the products: with the reference BLAS a comparison would be of no worth."""
    blas = "an unknown BLAS"
    with open("/proc/self/maps", encoding="utf-8") as maps:
        for line in maps:
            path = line.split()[-1]
            if "blas" in path or "mkl" in path:
                blas = path
    print(f"PyTorch {torch.__version__} with {blas}")
    if "openblas" not in blas and "mkl" not in blas:
        print("That is no fast BLAS: its column is slower than it need be (Debian: libopenblas0).")


def main():
    """Prints a round."""
    if sys.argv[1:] == ["--describe"]:
        torch.randn(2, 2) @ torch.randn(2, 2)
        describe()
        return
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2
    torch.set_num_threads(1)
    torch.manual_seed(7)
    for layers in NETWORKS:
        for rows in BATCHES:
            rate = rows / per_call(seconds, training(layers, rows))
            print(f"torch train {layers} {rows}\t{rate:.6g}", flush=True)
        with torch.no_grad():
            rate = SOLVE_ROWS / per_call(seconds, Solve(layers).step)
        print(f"torch cg {layers}\t{rate:.6g}", flush=True)


if __name__ == "__main__":
    main()
