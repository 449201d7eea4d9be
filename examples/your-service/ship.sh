#!/usr/bin/env bash
# Puts the shop's logs on Kafka, line by line, by Kafka's own console producer. In production a log
# shipper or a Kafka client does this.
#
#   ship.sh LOG_DIRECTORY [HOST:PORT]
set -euo pipefail
directory="$1" brokers="${2:-localhost:9092}"
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"

produce() { # TOPIC
  if command -v kafka-console-producer.sh >/dev/null; then
    exec kafka-console-producer.sh --bootstrap-server "$brokers" --topic "$1"
  fi
  # No distribution of Kafka at hand: the class is among what ./weir has brought along.
  exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx128m -Dweir.log.file="$directory/ship-$1.log" \
    -cp "$home/cli/target/classes:$(cat "$home/cli/target/runtime-classpath.txt")" \
    org.apache.kafka.tools.ConsoleProducer --bootstrap-server "$brokers" --topic "$1"
}

mkdir -p "$directory"
touch "$directory/exposures.jsonl" "$directory/orders.jsonl"
tail -n +1 -F "$directory/exposures.jsonl" > >(produce shop.exposures >/dev/null) & tails=$!
tail -n +1 -F "$directory/orders.jsonl" > >(produce shop.orders >/dev/null) & tails+=" $!"
# A producer whose input ends sends what it has, and ends.
trap 'kill $tails 2>/dev/null || true' EXIT
trap exit INT TERM
wait
