"""Runs in bip322-core's own environment: reads claims as JSON, writes what bip322-core says and how long it took."""

import json
import sys
import time

from bip322core import verify_message

claims = [(address, proof, bytes.fromhex(message)) for address, proof, message in json.load(sys.stdin)]
verify_message(*claims[0])  # warms up, so that imports are not counted
started = time.perf_counter()
states = [
    verify_message(*claim, max_inputs=10_000, max_signature_bytes=100_000_000, allow_legacy=False).state.value
    for claim in claims
]
json.dump({"states": states, "seconds": time.perf_counter() - started}, sys.stdout)
