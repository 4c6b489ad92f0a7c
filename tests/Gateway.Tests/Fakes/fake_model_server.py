"""A model server for tests: speaks the servers' protocol from a YARD_SERVE document, and misbehaves when told to.

Environment: FAKE_READY_AFTER (seconds before it listens), FAKE_EXIT_IF and FAKE_HANG_IF (a file; exit 3 at the start, or answer
nothing, while it exists), FAKE_IGNORE_TERM, FAKE_CHILD (also start a process that ignores SIGTERM), FAKE_NOISE (bytes of log),
FAKE_METRICS (`silent`: /metrics never answers; else what it answers).
An instance may ask: {"sleep": seconds}, {"status": 418}, {"die": flag file} kills the server half-way through its answer unless
the file exists, which it then makes; {"echo": true} gives the headers back.
"""
import asyncio
import json
import os
import signal
import subprocess
import sys
import time

serve = json.load(open(os.environ["YARD_SERVE"]))
flag = os.environ.get


def told(name):
    return name in os.environ and os.path.exists(os.environ[name])


async def predict(headers, body):
    """The status and document for one body."""
    try:
        instances = json.loads(body)["instances"]
    except (ValueError, KeyError, TypeError):
        return 400, {"error": {"code": "YARD6001", "message": "body: expected JSON"}}
    predictions = []
    for instance in instances:
        wish = instance if isinstance(instance, dict) else {}
        await asyncio.sleep(wish.get("sleep", 0))
        if "status" in wish:
            return wish["status"], {"error": {"code": "YARD6004", "message": "as asked"}}
        predictions.append({"label": serve["version"], "scores": {serve["version"]: 1.0}, **({"headers": headers} if "echo" in wish else {})})
    return 200, {"predictions": predictions}


async def answer(method, path, headers, body):
    if path == "/healthz":
        return 200, {"status": "ready"}
    if path == f"/v1/models/{serve['model']}:predict" and method == "POST":
        return await predict(headers, body)
    if path == f"/v1/models/{serve['model']}/metadata":
        return 200, {"name": serve["model"], "version": serve["version"], "identity": serve["identity"]}
    if path == f"/v1/models/{serve['model']}":
        return 200, {"model_version_status": [{"version": serve["version"], "state": "AVAILABLE"}]}
    if path == "/metrics" and flag("FAKE_METRICS"):
        await asyncio.sleep(600 if flag("FAKE_METRICS") == "silent" else 0)
        return 200, flag("FAKE_METRICS")
    return 404, {"error": {"code": "YARD6010", "message": path}}


async def connection(reader, writer):
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, path, _ = head[0].split(" ")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            while told("FAKE_HANG_IF"):
                await asyncio.sleep(0.05)
            status, document = await answer(method, path, headers, body)
            text = (document if isinstance(document, str) else json.dumps(document)).encode()
            writer.write(f"HTTP/1.1 {status} OK\r\ncontent-type: application/json\r\ncontent-length: {len(text)}\r\n".encode())
            writer.write(f"x-yard-version: {serve['version']}\r\nx-yard-arm: forged\r\n\r\n".encode())
            if b'"die"' in body:
                wish = json.loads(body)["instances"][0]["die"]
                if not os.path.exists(wish):
                    writer.write(text[:5])
                    await writer.drain()
                    open(wish, "w").close()
                    os.kill(os.getpid(), signal.SIGKILL)
            writer.write(text)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
        pass
    finally:
        writer.close()


async def main():
    print("noise " * (int(flag("FAKE_NOISE", "0")) // 6))
    if told("FAKE_EXIT_IF"):
        print("cannot find the model's state", file=sys.stderr)
        sys.exit(3)
    if flag("FAKE_CHILD"):
        subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)", "fake-child"])
    time.sleep(float(flag("FAKE_READY_AFTER", "0")))
    server = await asyncio.start_server(connection, serve["host"], serve["port"], limit=1 << 20)
    print("listening", serve["port"], flush=True)
    stopped = asyncio.Event()
    on_term = (lambda: None) if flag("FAKE_IGNORE_TERM") else stopped.set
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, on_term)
    await stopped.wait()
    server.close()

asyncio.run(main())
