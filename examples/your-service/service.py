#!/usr/bin/env python3
"""A shop's coupon service, as it may be before it has heard of Weir; the standard library alone.

    python3 service.py LOG_DIRECTORY [--weir http://127.0.0.1:8091] [--rate CUSTOMERS_A_SECOND]

It gives each customer a coupon or none, and writes two logs of JSON lines in words of its own:
exposures.jsonl, whom it gave what, and orders.jsonl, who bought. Without --weir its own rule
decides. With it the service asks Weir first, and does what the answer says. Its customers are made
up: a coupon makes the young buy, and costs its face value when they do.
"""

from __future__ import annotations

import argparse
import collections
import datetime
import json
import math
import os
import pathlib
import random
import signal
import threading
import time
import urllib.error
import urllib.request
import uuid

CAMPAIGN = "shop"
ARMS = {0: "nothing", 2: "small", 5: "big"}  # The shop thinks in EUR off, Weir in names.
COUPONS = {arm: coupon for coupon, arm in ARMS.items()}
TIMEOUT_SECONDS = 2.0


def now() -> str:
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")


def customer() -> dict:
    return {
        "no": uuid.uuid4().hex,
        "age": random.randint(18, 80),
        "town": random.choice(["Rome", "Oslo", "Łódź"]),
    }


def own_rule(who: dict) -> int:
    """The shop's policy of old: it rewards the older ones."""
    return 5 if who["age"] > 55 else 0


def expose(who: dict) -> dict:
    """An exposure by the shop's own rule, as the shop has always logged it."""
    return {
        "id": str(uuid.uuid4()),
        "at": now(),
        "customer": who,
        "cart": round(random.lognormvariate(3, 0.5), 2),
        "coupon": own_rule(who),
        "chosenBy": "rule",
    }


def ask(weir: str, exposures: list[dict]) -> None:
    """Lets Weir decide, and notes in each exposure what was decided and by whom.

    Where there is no answer in time the shop's rule stands. That happens in outages, whatever the
    customer is like, so the exposure is called an exception and nothing is learned from it.
    """
    questions = [
        {
            "requestId": one["id"],
            "campaignId": CAMPAIGN,
            "unitId": one["customer"]["no"],
            "occurredAt": one["at"],
            "features": {
                "age": one["customer"]["age"],
                "basket": one["cart"],
                "city": one["customer"]["town"],
            },
            "fallbackArmId": ARMS[one["coupon"]],
        }
        for one in exposures
    ]
    request = urllib.request.Request(
        weir + "/v1/decisions", json.dumps(questions).encode(), {"Content-Type": "application/json"}
    )
    if "WEIR_SERVICE_TOKEN" in os.environ:
        request.add_header("Authorization", "Bearer " + os.environ["WEIR_SERVICE_TOKEN"])
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            answers = json.load(response)
    except (urllib.error.URLError, TimeoutError) as error:
        print(f"no answer from Weir: {error}", flush=True)
        for one in exposures:
            one["chosenBy"] = "exception"
        return
    for one, answer in zip(exposures, answers):
        one["coupon"] = COUPONS[answer["armId"]]
        one["chosenBy"] = chooser(answer)
        for ours, theirs in (
            ("probability", "propensity"),
            ("model", "modelVersion"),
            ("price", "dualPrice"),
            ("expectedDiscountMicros", "predictedCostMicros"),
        ):
            if theirs in answer:
                one[ours] = answer[theirs]
        if "shadowArmId" in answer:
            one["weirWouldGive"] = COUPONS[answer["shadowArmId"]]


def chooser(answer: dict) -> str:
    """Who chose, in the shop's words."""
    if answer["assignment"] == "POLICY":
        return "weir" if "modelVersion" in answer else "rule"
    return {"RANDOMIZED": "chance", "OVERRIDE": "exception"}[answer["assignment"]]


def order(exposure: dict) -> dict | None:
    """What the customer does: an order, or nothing."""
    youth = (80 - exposure["customer"]["age"]) / 62
    logit = -2 + 0.5 * youth * exposure["coupon"]
    if random.random() > 1 / (1 + math.exp(-logit)):
        return None
    return {
        "no": exposure["id"] + "-order",
        "exposure": exposure["id"],
        "at": now(),
        "total": exposure["cart"],
        "discount": exposure["coupon"],
    }


def write(log: pathlib.Path, events: list[dict]) -> None:
    with log.open("a", encoding="utf-8") as out:
        out.write("".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("logs", type=pathlib.Path)
    parser.add_argument("--weir", default="")
    parser.add_argument("--rate", type=int, default=100)
    options = parser.parse_args()
    options.logs.mkdir(parents=True, exist_ok=True)
    stop = threading.Event()
    for end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(end, lambda *_: stop.set())
    second = 0
    while not stop.is_set():
        started = time.monotonic()
        exposures = [expose(customer()) for _ in range(options.rate)]
        if options.weir:
            ask(options.weir.rstrip("/"), exposures)
        write(options.logs / "exposures.jsonl", exposures)
        time.sleep(0.2)  # An order comes after the coupon.
        orders = [one for one in map(order, exposures) if one is not None]
        write(options.logs / "orders.jsonl", orders)
        if second % 10 == 0:
            coupons = dict(sorted(collections.Counter(one["coupon"] for one in exposures).items()))
            choosers = dict(collections.Counter(one["chosenBy"] for one in exposures))
            print(f"{len(orders)} orders; coupons {coupons}; chosen by {choosers}", flush=True)
        second += 1
        stop.wait(max(0.0, 1 - (time.monotonic() - started)))


if __name__ == "__main__":
    main()
