#!/usr/bin/env python3
"""Asks Weir for a decision and reports an outcome, with Python's standard library alone.

    python3 decide.py http://127.0.0.1:8091 CAMPAIGN UNIT '{"age": 31, "city": "Rome"}' OWN_ARM

The token is read from WEIR_SERVICE_TOKEN. If Weir does not answer in time, the caller's own policy decides.
"""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from typing import Mapping, Optional, Union

TIMEOUT_SECONDS = 2.0
ATTEMPTS = 3


@dataclass(frozen=True)
class Decision:
    """What to do. Not acknowledged: Weir did not answer, and nothing may be on its topics."""

    request_id: str
    arm_id: str
    reason: str
    acknowledged: bool


class Refused(Exception):
    """The request is wrong; sending it again will not help."""


class Weir:
    def __init__(self, address: str, token: Optional[str] = None) -> None:
        self._address = address.rstrip("/")
        self._token = token

    def decide(
        self,
        campaign_id: str,
        unit_id: str,
        features: Mapping[str, Union[float, str]],
        own_arm_id: str,
    ) -> Decision:
        """Returns Weir's decision, or the caller's own arm if there is none in time."""
        request_id = str(uuid.uuid4())
        request = {
            "requestId": request_id,
            "campaignId": campaign_id,
            "unitId": unit_id,
            # Said by the caller, so that a repetition is the same event even to a restarted service.
            "occurredAt": int(time.time() * 1000),
            "features": features,
            "fallbackArmId": own_arm_id,
        }
        try:
            answer = self._post("/v1/decisions", request)
        except (urllib.error.URLError, TimeoutError):
            return Decision(request_id, own_arm_id, "NO_ANSWER", False)
        return Decision(request_id, answer["armId"], answer["reason"], True)

    def report(self, decision: Decision, campaign_id: str, revenue: float, cost_micros: int) -> None:
        """Reports what happened after a decision; costs are millionths of the currency's unit."""
        self._post(
            "/v1/outcomes",
            {
                "outcomeId": str(uuid.uuid4()),
                "requestId": decision.request_id,
                "campaignId": campaign_id,
                "occurredAt": int(time.time() * 1000),
                "revenue": revenue,
                "costMicros": cost_micros,
            },
        )

    def _post(self, path: str, body: Mapping[str, object]) -> Mapping[str, object]:
        headers = {"Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = "Bearer " + self._token
        data = json.dumps(body).encode("utf-8")
        for attempt in range(1, ATTEMPTS + 1):
            request = urllib.request.Request(self._address + path, data, headers, method="POST")
            try:
                with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
                    return json.load(response)
            except urllib.error.HTTPError as error:
                if error.code not in (429, 503):
                    raise Refused(error.read().decode("utf-8")) from error
                if attempt == ATTEMPTS:
                    raise
                # The same request again: its identifier makes sure that it counts once.
                time.sleep(0.2 * attempt)
        raise AssertionError("unreachable")


def main() -> int:
    address, campaign_id, unit_id, features = sys.argv[1:5]
    weir = Weir(address, os.environ.get("WEIR_SERVICE_TOKEN"))
    decision = weir.decide(campaign_id, unit_id, json.loads(features), own_arm_id=sys.argv[5])
    print(json.dumps(decision.__dict__))
    if decision.acknowledged:
        weir.report(decision, campaign_id, revenue=1.0, cost_micros=2_500_000)
    return 0


if __name__ == "__main__":
    sys.exit(main())
