"""Feed a witness with a client that is not ours: run by a Python of its own, with `aics-witness` in it.

Arguments: the witness's address and key. Standard input: a JSON list of {note, old, path}. What came of each, a line each.
"""

import base64
import json
import sys

from aics_witness.feeder import FeederError, WitnessClient, WitnessRejected

url, key = sys.argv[1:]
for one in json.load(sys.stdin):
    client = WitnessClient(url, key, max_attempts=1)
    path = [base64.b64decode(node) for node in one["path"]]
    try:
        client.submit(one["note"], (one["old"], path), old_size=one["old"])
        came = "cosigned"
    except WitnessRejected as refused:
        came = str(refused.status)
    except FeederError as other:
        came = type(other).__name__
    sys.stdout.write(f"{came}\n")
