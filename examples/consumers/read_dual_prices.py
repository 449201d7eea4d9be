#!/usr/bin/env python3
"""Prints dual prices from the topic, with nothing of Weir but a schema file.

Needs Avro and a Kafka client (Debian: python3-avro, python3-kafka; PyPI: avro, kafka-python).
Usage: read_dual_prices.py BOOTSTRAP_SERVERS [SCHEMA_FILE] [TOPIC]
"""

import io
import pathlib
import struct
import sys

import avro.io
import avro.schema
from kafka import KafkaConsumer

RELEASED = "../../schemas/src/main/resources/io/weir/schemas/released/DualPrice-0.1.0.avsc"


def main():
    bootstrap = sys.argv[1]
    default_schema = pathlib.Path(__file__).resolve().parent / RELEASED
    schema_file = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else default_schema
    topic = sys.argv[3] if len(sys.argv) > 3 else "weir.dual-prices"
    schema = avro.schema.parse(schema_file.read_text(encoding="utf-8"))
    reader = avro.io.DatumReader(schema)
    consumer = KafkaConsumer(
        topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest", consumer_timeout_ms=5000
    )
    fingerprints = set()
    for message in consumer:
        if message.value is None:
            continue  # tombstone: the campaign was forgotten
        marker, fingerprint = message.value[:2], struct.unpack("<Q", message.value[2:10])[0]
        if marker != b"\xc3\x01":
            raise SystemExit(f"offset {message.offset}: no single-object encoding")
        fingerprints.add(fingerprint)
        price = reader.read(avro.io.BinaryDecoder(io.BytesIO(message.value[10:])))
        print(
            f"{price['campaignId']}: model {price['modelVersion']}, price version"
            f" {price['priceVersion']}, dual price {price['dualPrice']:.6g} per currency unit"
        )
    print("writer fingerprints: " + ", ".join(f"{f:016x}" for f in sorted(fingerprints)))


if __name__ == "__main__":
    main()
