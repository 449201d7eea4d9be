#!/usr/bin/env python3
"""Prints dual prices from the topic, with nothing of Weir but a schema file.

Needs Avro and a Kafka client (Debian: python3-avro, python3-confluent-kafka; PyPI: avro, confluent-kafka).
Usage: read_dual_prices.py BOOTSTRAP_SERVERS [SCHEMA_FILE] [TOPIC]
"""

import io
import pathlib
import struct
import sys

try:
    import avro.io
    import avro.schema
    from confluent_kafka import Consumer, TopicPartition
except ImportError as missing:
    raise SystemExit(
        f"{pathlib.Path(__file__).name}: {missing}; install Avro and a Kafka client"
        " (Debian: python3-avro, python3-confluent-kafka; PyPI: avro, confluent-kafka)"
    ) from None

RELEASED = "../../schemas/src/main/resources/io/weir/schemas/released/DualPrice-0.1.0.avsc"


def main():
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    bootstrap = sys.argv[1]
    default_schema = pathlib.Path(__file__).resolve().parent / RELEASED
    schema_file = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else default_schema
    topic = sys.argv[3] if len(sys.argv) > 3 else "weir.dual-prices"
    schema = avro.schema.parse(schema_file.read_text(encoding="utf-8"))
    reader = avro.io.DatumReader(schema)
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "read-dual-prices"})
    partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    consumer.assign([TopicPartition(topic, partition, 0) for partition in partitions])
    fingerprints = set()
    while (message := consumer.poll(5.0)) is not None:
        if message.error():
            raise SystemExit(message.error())
        if message.value() is None:
            continue  # tombstone: the campaign was forgotten
        value = message.value()
        marker, fingerprint = value[:2], struct.unpack("<Q", value[2:10])[0]
        if marker != b"\xc3\x01":
            raise SystemExit(f"offset {message.offset()}: no single-object encoding")
        fingerprints.add(fingerprint)
        price = reader.read(avro.io.BinaryDecoder(io.BytesIO(value[10:])))
        print(
            f"{price['campaignId']}: model {price['modelVersion']}, price version"
            f" {price['priceVersion']}, dual price {price['dualPrice']:.6g} per currency unit"
        )
    consumer.close()
    print("writer fingerprints: " + ", ".join(f"{f:016x}" for f in sorted(fingerprints)))


if __name__ == "__main__":
    main()
