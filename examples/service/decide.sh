#!/usr/bin/env bash
# Asks Weir for a decision and reports an outcome, with curl alone.
#
#     decide.sh http://127.0.0.1:8091 CAMPAIGN UNIT '{"age": 31, "city": "Rome"}' OWN_ARM
#
# The token is read from WEIR_SERVICE_TOKEN.
set -euo pipefail
address=${1%/} campaign=$2 unit=$3 features=$4 own_arm=$5
request_id="$(date +%s)-$$-$RANDOM"

post() { # PATH BODY; 429 and 503 are sent again, and count once by their identifier
  # The token goes by standard input: a command line shows in process lists.
  printf 'header = "Authorization: Bearer %s"\n' "${WEIR_SERVICE_TOKEN:-}" |
    curl --config - --silent --show-error --fail-with-body --max-time 2 --retry 3 --retry-delay 1 \
      --header 'Content-Type: application/json' --data-binary "$2" "$address$1"
  echo
}

post /v1/decisions "{\"requestId\": \"$request_id\", \"campaignId\": \"$campaign\", \"unitId\": \"$unit\",
  \"occurredAt\": $(date +%s)000, \"features\": $features, \"fallbackArmId\": \"$own_arm\"}"
post /v1/outcomes "{\"outcomeId\": \"$request_id-1\", \"requestId\": \"$request_id\", \"campaignId\": \"$campaign\",
  \"occurredAt\": $(date +%s)000, \"revenue\": 1, \"costMicros\": 2500000}"
