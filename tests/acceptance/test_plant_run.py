"""`smartlab plant run`, as an engineer with a client of their own meets it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from labs.opcua.client import PlantClient
from labs.opcua.security import Security, application_certificate

SMARTLAB = Path(__file__).parents[2] / "smartlab"


async def test_a_client_may_connect_encrypted(tmp_path):
    keys = tmp_path / "keys.json"
    command = [sys.executable, str(SMARTLAB), "plant", "run", "furnace", "--lockstep", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--credentials", str(keys)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    try:
        process.stdout.readline()
        told = json.loads(keys.read_text())
        account = next(each for each in told["accounts"] if each["role"] == "operator")
        security = Security(application_certificate(tmp_path / "own"))
        async with PlantClient(told["url"], account["user"], account["password"], security=security) as client:
            assert await client.call("Clock.Advance", 1.0) == [1.0]
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert not keys.exists()
