#!/usr/bin/python3
"""A training step of all-MiniLM-L6-v2 in PyTorch, written by hand, with the weights of the exported graph: the peer of the verb torch-step.

    apt-get install -y python3-torch libopenblas0-pthread
    bench/python/torch_step.py FOLDER/all-MiniLM-L6-v2/onnx/model.onnx [--threads N] [--rounds N]

The same arithmetic as in the verb: vectors of a batch, a loss of all cosines, its gradients, AdamW on all weights.
"""
import argparse
import resource
import statistics
import time

import torch
from torch.nn import functional

HEADS, LAYERS, EPSILON = 12, 6, 1e-12


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def fields(data):
    """The fields of a Protocol Buffers message."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        if tag & 7 == 0:
            value, at = varint(data, at)
        elif tag & 7 == 2:
            length, at = varint(data, at)
            value, at = data[at:at + length], at + length
        else:
            length = 4 if tag & 7 == 5 else 8
            value, at = data[at:at + length], at + length
        yield tag >> 3, value


def read(path):
    """Initializers by name, and of each product with a matrix the matrix's name, in the order of the graph."""
    with open(path, "rb") as file:
        model = memoryview(file.read())
    graph = next(value for number, value in fields(model) if number == 7)
    tensors, products = {}, []
    for number, value in fields(graph):
        if number == 5:
            shape, name, raw = [], "", b""
            for part, content in fields(value):
                if part == 1:
                    shape.append(content) if isinstance(content, int) else shape.extend(packed(content))
                elif part == 8:
                    name = bytes(content).decode()
                elif part == 9:
                    raw = content
            if len(raw) == 4 * torch.Size(shape).numel():
                tensors[name] = torch.frombuffer(bytearray(raw), dtype=torch.float32).reshape(shape)
        elif number == 1:
            node = [(part, bytes(content).decode()) for part, content in fields(value) if part in (1, 4)]
            if (4, "MatMul") in node:
                products += [text for part, text in node if part == 1]
    return tensors, [name for name in products if name in tensors]


def packed(data):
    at = 0
    while at < len(data):
        value, at = varint(data, at)
        yield value


class Encoder:
    def __init__(self, path):
        tensors, products = read(path)
        # A block's matrices in the order of the graph: query, key, value, output, and the two of the layer after it.
        self.matrices = [products[6 * layer:6 * layer + 6] for layer in range(LAYERS)]
        self.weights = {name: torch.nn.Parameter(tensor) for name, tensor in tensors.items() if name.startswith(("embeddings.", "encoder.")) or name in products}

    def linear(self, x, matrix, bias):
        return functional.linear(x, self.weights[matrix].t(), self.weights[bias])

    def norm(self, x, name):
        weight = self.weights[f"{name}.LayerNorm.weight"]
        return functional.layer_norm(x, weight.shape, weight, self.weights[f"{name}.LayerNorm.bias"], EPSILON)

    def __call__(self, ids):
        rows, tokens = ids.shape
        w = self.weights
        x = functional.embedding(ids, w["embeddings.word_embeddings.weight"]) + w["embeddings.position_embeddings.weight"][:tokens] + w["embeddings.token_type_embeddings.weight"][0]
        x = self.norm(x, "embeddings")
        for layer in range(LAYERS):
            name, (query, key, value, output, wide, narrow) = f"encoder.layer.{layer}", self.matrices[layer]
            q, k, v = (
                self.linear(x, matrix, f"{name}.attention.self.{part}.bias").reshape(rows, tokens, HEADS, -1).transpose(1, 2)
                for matrix, part in ((query, "query"), (key, "key"), (value, "value")))
            weights = torch.softmax(q @ k.transpose(2, 3) / q.shape[-1] ** 0.5, -1)
            attended = (weights @ v).transpose(1, 2).reshape(rows, tokens, -1)
            x = self.norm(self.linear(attended, output, f"{name}.attention.output.dense.bias") + x, f"{name}.attention.output")
            inner = functional.gelu(self.linear(x, wide, f"{name}.intermediate.dense.bias"))
            x = self.norm(self.linear(inner, narrow, f"{name}.output.dense.bias") + x, f"{name}.output")
        return x.mean(1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("graph")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    encoder = Encoder(options.graph)
    parameters = list(encoder.weights.values())
    optimizer = torch.optim.AdamW(parameters, lr=1e-6, weight_decay=0.01)
    print(f"PyTorch {torch.__version__}, {options.threads} threads, {sum(parameter.numel() for parameter in parameters):,} weights")
    for tokens in (16, 64):
        times = []
        for step in range(options.rounds + 2):
            ids = torch.tensor([[1000 + (row * 31 + token * 7 + step) % 20_000 for token in range(tokens)] for row in range(16)])
            start = time.perf_counter()
            units = functional.normalize(encoder(ids), dim=1)
            loss = (units @ units.t()).square().mean()
            forward = time.perf_counter()
            optimizer.zero_grad()
            loss.backward()
            backward = time.perf_counter()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            end = time.perf_counter()
            times.append((forward - start, backward - forward, end - backward, end - start))
        parts = [1000 * statistics.median(column) for column in zip(*times[2:])]
        print(f"16 x {tokens}: forward {parts[0]:.0f} ms, backward {parts[1]:.0f} ms, AdamW {parts[2]:.0f} ms, step {parts[3]:.0f} ms; loss {loss.item():.6f}")
    print(f"most memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10:,} MB")


if __name__ == "__main__":
    main()
