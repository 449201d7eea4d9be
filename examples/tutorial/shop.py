#!/usr/bin/env python3
"""A shop that asks Weir whom to give a coupon, with Python's standard library alone.

    python3 shop.py http://127.0.0.1:8091 CAMPAIGN [SECONDS]

Its customers are made up: a coupon makes the young buy, and costs its face value when they do.
The token is read from WEIR_SERVICE_TOKEN.
"""

from __future__ import annotations

import collections
import json
import math
import os
import random
import sys
import time
import urllib.error
import urllib.request
import uuid

CUSTOMERS_A_SECOND = 100
FACE_VALUE = {"nothing": 0, "small": 2, "big": 5}  # EUR


def post(address: str, path: str, body: list[dict]) -> list[dict]:
    headers = {"Content-Type": "application/json"}
    if "WEIR_SERVICE_TOKEN" in os.environ:
        headers["Authorization"] = "Bearer " + os.environ["WEIR_SERVICE_TOKEN"]
    request = urllib.request.Request(address + path, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=15) as response:
        return json.load(response)


def wait_for(address: str) -> None:
    """Waits until the decision service listens."""
    told = False
    while True:
        try:
            urllib.request.urlopen(address + "/health", timeout=15).close()
            return
        except urllib.error.HTTPError:
            return  # It listens; what is not well it says itself.
        except urllib.error.URLError as e:
            if not told:
                print(f"waiting for a decision service at {address}: {e.reason}", flush=True)
            told = True
            time.sleep(1)


def customer(campaign: str) -> dict:
    """One customer's request. The shop's own policy rewards the older ones."""
    age, basket = random.randint(18, 80), round(random.lognormvariate(3, 0.5), 2)
    return {
        "requestId": str(uuid.uuid4()),
        "campaignId": campaign,
        "unitId": str(uuid.uuid4()),
        "occurredAt": int(time.time() * 1000),
        "features": {"age": age, "basket": basket, "city": random.choice(["Rome", "Oslo", "Łódź"])},
        "fallbackArmId": "big" if age > 55 else "nothing",
    }


def order(request: dict, arm: str) -> dict | None:
    """What the customer does: an order, or nothing."""
    youth = (80 - request["features"]["age"]) / 62
    logit = -2 + 0.5 * youth * FACE_VALUE[arm]
    if random.random() > 1 / (1 + math.exp(-logit)):
        return None
    return {
        "outcomeId": request["requestId"] + "-order",
        "requestId": request["requestId"],
        "campaignId": request["campaignId"],
        "occurredAt": int(time.time() * 1000),
        "revenue": request["features"]["basket"],
        "costMicros": FACE_VALUE[arm] * 1_000_000,
    }


def main() -> None:
    address, campaign = sys.argv[1].rstrip("/"), sys.argv[2]
    end = time.time() + float(sys.argv[3]) if len(sys.argv) > 3 else math.inf
    second = 0
    wait_for(address)
    while time.time() < end:
        started = time.time()
        requests = [customer(campaign) for _ in range(CUSTOMERS_A_SECOND)]
        decisions = post(address, "/v1/decisions", requests)
        time.sleep(0.2)  # An order comes after the coupon.
        arms = [decision["armId"] for decision in decisions]
        orders = [o for o in map(order, requests, arms) if o is not None]
        if orders:
            post(address, "/v1/outcomes", orders)
        second += 1
        if second % 10 == 1:
            models = {d["modelVersion"] for d in decisions if d.get("modelVersion") is not None}
            print(
                f"{len(orders)} of {len(requests)} ordered, coupons {dict(collections.Counter(arms))}",
                f"model {max(models)}" if models else "no model yet",
                flush=True,
            )
        time.sleep(max(0.0, 1 - (time.time() - started)))


if __name__ == "__main__":
    main()
