#!/usr/bin/env python3
"""Decides by a published model, with nothing of Weir but a schema file.

Needs Avro and NumPy (Debian: python3-avro, python3-numpy; PyPI: avro, numpy).
Usage: score.py MODEL_FILE DUAL_PRICE [SCHEMA_FILE] < impressions

MODEL_FILE holds one value of the topic models as it is, header included. DUAL_PRICE may be inf. Each line of the
input is one impression in JSON: {"featureSet": "v1", "numericFeatures": [1.5], "categoricalFeatures": ["Rome"]}.
A missing value of a nullable feature is null there, or "" where the feature is categorical.
Each line of the output is the arm it gets. The rules are those of the schemas' doc strings.
"""

import io
import json
import pathlib
import sys

import avro.io
import avro.schema
import numpy as np

RELEASED = "../../schemas/src/main/resources/io/weir/schemas/released/Model-0.5.0.avsc"
ACTIVATIONS = {
    "RELU": lambda z: np.maximum(z, 0),
    "TANH": np.tanh,
    "SOFTPLUS": lambda z: np.logaddexp(0, z),
}


def murmur3_32(data):
    """MurmurHash3_x86_32 with seed 0, as a signed integer."""
    mask = 0xFFFFFFFF

    def mix(k):
        k = k * 0xCC9E2D51 & mask
        return ((k << 15 | k >> 17) & mask) * 0x1B873593 & mask

    h = 0
    whole = len(data) // 4 * 4
    for i in range(0, whole, 4):
        h ^= mix(int.from_bytes(data[i : i + 4], "little"))
        h = ((h << 13 | h >> 19) & mask) * 5 + 0xE6546B64 & mask
    h ^= mix(int.from_bytes(data[whole:], "little")) ^ len(data)
    h = (h ^ h >> 16) * 0x85EBCA6B & mask
    h = (h ^ h >> 13) * 0xC2B2AE35 & mask
    h ^= h >> 16
    return h - (1 << 32) if h >> 31 else h


def crc64_avro(data):
    """The fingerprint of the Avro specification, as a signed integer."""
    empty = 0xC15D213AA4D7A795
    table = []
    for i in range(256):
        for _ in range(8):
            i = i >> 1 ^ (empty if i & 1 else 0)
        table.append(i)
    crc = empty
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc - (1 << 64) if crc >> 63 else crc


def read_model(value, schema):
    if value[:2] != b"\xc3\x01":
        raise SystemExit("no single-object encoding")
    model = avro.io.DatumReader(schema).read(avro.io.BinaryDecoder(io.BytesIO(value[10:])))
    if crc64_avro(b"".join(member["weights"] for member in model["members"])) != model["checksum"]:
        raise SystemExit("wrong checksum")
    return model


def encode(impression, model):
    """The input columns of one impression, or None if the model cannot score it."""
    # Features travel as float32.
    numeric = np.array(impression["numericFeatures"], dtype=np.float32).astype(np.float64)
    values = impression["categoricalFeatures"]
    blocks = model["categoricalFeatures"]
    nullable = model["nullableFeatures"]
    fits = (
        impression["featureSet"] == model["featureSet"]
        and len(numeric) == len(model["numericMean"])
        and len(values) == len(blocks)
    )
    if not fits:
        return None
    missing = {name for name, value in zip(model["numericFeatures"], numeric) if np.isnan(value)}
    missing |= {block["name"] for block, value in zip(blocks, values) if value == ""}
    missing &= set(nullable)
    # A missing number counts as the mean.
    for i, name in enumerate(model["numericFeatures"]):
        if name in missing:
            numeric[i] = model["numericMean"][i]
    if not np.isfinite(numeric).all():
        return None
    columns = [(numeric - model["numericMean"]) / model["numericScale"]]
    for value, feature in zip(values, blocks):
        block = np.zeros(feature["buckets"])
        if feature["name"] not in missing:
            # Python's % is floorMod: never negative for a positive divisor.
            block[murmur3_32(value.encode("utf-8")) % feature["buckets"]] = 1
        columns.append(block)
    columns.append(np.array([name in missing for name in nullable], dtype=float))
    return np.concatenate(columns)


def output(member, x):
    weights = np.frombuffer(member["weights"], dtype="<f4").astype(np.float64)
    sizes = member["layerSizes"]
    at = 0
    for layer, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        w = weights[at : at + inputs * outputs].reshape(outputs, inputs)
        b = weights[at + inputs * outputs : at + (inputs + 1) * outputs]
        at += (inputs + 1) * outputs
        x = w @ x + b
        if layer < len(sizes) - 2:
            x = ACTIVATIONS[member["activation"]](x)
    return x


def decide(impression, model, price):
    arms = model["arms"]
    x = encode(impression, model)
    if x is None or price == float("inf"):
        return arms[0]
    mean = sum(output(member, x) for member in model["members"]) / len(model["members"])
    revenue = mean[: len(arms)] * model["revenueScale"]
    cost = np.maximum(mean[len(arms) :] * model["costScale"], 0)
    cost[0] = 0
    if not (np.isfinite(revenue).all() and np.isfinite(cost).all()):
        return arms[0]
    # The largest score; of equal ones the cheaper arm, then the lower index.
    return arms[min(range(len(arms)), key=lambda j: (price * cost[j] - revenue[j], cost[j], j))]


def main():
    schema_file = sys.argv[3] if len(sys.argv) > 3 else pathlib.Path(__file__).resolve().parent / RELEASED
    schema = avro.schema.parse(pathlib.Path(schema_file).read_text(encoding="utf-8"))
    model = read_model(pathlib.Path(sys.argv[1]).read_bytes(), schema)
    price = float(sys.argv[2])
    for line in io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8"):
        print(decide(json.loads(line), model, price))


if __name__ == "__main__":
    main()
