#!/usr/bin/env bash
# acls.sh BOOTSTRAP_SERVERS [COMMAND_CONFIG]: gives each part the rights it needs and no others.
# Principals are User:weir-NAME; WEIR_TOPIC_PREFIX and WEIR_GROUP_PREFIX are those of the jobs.
# WEIR_JSON_TOPICS=1 where the jobs run with --json-topics.
# KAFKA_ACLS names the tool; KAFKA_ACLS=echo shows what would be done.
set -euo pipefail
servers="${1:?bootstrap servers}"
admin=(${2:+--command-config "$2"})
topic="${WEIR_TOPIC_PREFIX:-weir.}"
group="${WEIR_GROUP_PREFIX:-weir-}"
tool="${KAFKA_ACLS:-kafka-acls.sh}"

allow() { # PRINCIPAL ARGUMENT...
  # shellcheck disable=SC2086
  $tool --bootstrap-server "$servers" "${admin[@]}" --add --force --allow-principal "User:weir-$1" "${@:2}"
}
reads() { # PRINCIPAL TOPIC...
  local name arguments=()
  for name in "${@:2}"; do arguments+=(--topic "$topic$name"); done
  allow "$1" --operation Read --operation Describe "${arguments[@]}"
}
writes() { # PRINCIPAL TOPIC...
  local name arguments=()
  for name in "${@:2}"; do arguments+=(--topic "$topic$name"); done
  allow "$1" --operation Write --operation Describe "${arguments[@]}"
}
consumes_as() { allow "$1" --operation Read --operation Describe --group "$group$2"; }
commits_as() { # PRINCIPAL JOB: exactly-once sinks
  allow "$1" --operation Write --operation Describe --transactional-id "$group$2-" --resource-pattern-type prefixed
}

# The jobs.
reads attribution impressions treatments outcomes campaigns
writes attribution samples dead-letters
consumes_as attribution attribution
commits_as attribution attribution

reads learning samples campaigns
writes learning models dual-prices shadow-models shadow-dual-prices dead-letters
consumes_as learning learning

reads budget impressions treatments outcomes campaigns dual-prices
writes budget budget-status dead-letters
consumes_as budget budget

# Where the jobs publish as JSON, too; whoever reads it gets the right from you.
if [ -n "${WEIR_JSON_TOPICS:-}" ]; then
  writes learning models-json dual-prices-json
  writes budget budget-status-json
fi

# Services that decide with the client: they follow what is published, without a consumer group.
reads service campaigns models dual-prices budget-status shadow-models shadow-dual-prices
writes service impressions treatments outcomes

# Consoles: one to look, and one that takes commands, which changes campaigns in transactions.
for console in console operator; do
  reads "$console" campaigns impressions treatments outcomes samples models dual-prices shadow-models \
    shadow-dual-prices budget-status dead-letters
done
writes operator campaigns
allow operator --operation Write --operation Describe --transactional-id "${WEIR_CONSOLE_TRANSACTIONAL_ID:-weir-console}"

# Who creates the topics.
allow setup --operation Create --operation Describe --cluster
allow setup --operation Describe --operation DescribeConfigs --operation AlterConfigs --topic "$topic" --resource-pattern-type prefixed
