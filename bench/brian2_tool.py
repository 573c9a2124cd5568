"""Brian2 in its C++ standalone mode, with the flags it is fastest with."""
import array
import json
import os
import subprocess
from dataclasses import asdict
from pathlib import Path

from process import RunError, last_lines
from pythons import python_with

SCRIPT = Path(__file__).resolve().parent / "peers" / "brian2_network.py"


def numbers(path):
    """An array of 32-bit integers that the program wrote."""
    values = array.array("i")
    values.frombytes(Path(path).read_bytes())
    return values


class Brian2:
    name = "Brian2"
    kind = "C++ standalone, -O3 -march=native -ffast-math; on a grid of 0.1 ms, not exact"

    def __init__(self, python=None):
        self.python = python_with("brian2", python)

    def missing(self):
        return None if self.python else "Brian2 is not installed (bench/setup-peers)"

    def version(self):
        done = subprocess.run([self.python, "-c", "import brian2; print(brian2.__version__)"],
                              capture_output=True, text=True)
        return "Brian2 " + done.stdout.strip()

    def cannot(self, network):
        return None

    def prepare(self, network, duration, folder):
        """Generates and compiles the program; only what changed is compiled again."""
        (folder / "network.json").write_text(json.dumps(asdict(network)), encoding="utf-8")
        for argv in ([self.python, str(SCRIPT), "network.json", repr(duration), "brian2"],
                     ["make", "-C", "brian2", "-j", str(os.cpu_count())]):
            done = subprocess.run(argv, cwd=folder, capture_output=True, text=True)
            if done.returncode != 0:
                raise RunError(f"{argv[0]} ended with {done.returncode}: {last_lines(done.stderr)}")
        program = folder / "brian2"
        return ["env", "-C", str(program), str(program / "main")], None

    def read(self, finished, folder):
        program = folder / "brian2"
        arrays = json.loads((program / "arrays.json").read_text(encoding="utf-8"))
        count = numbers(program / arrays["count"])
        recurrent = 0
        for path in arrays["n_outgoing"]:
            recurrent += sum(n * spikes for n, spikes in zip(numbers(program / path), count))
        simulate = float((program / "results" / "last_run_info.txt").read_text().split()[0])
        return {"spikes": sum(count), "recurrent": recurrent, "outside": None,
                "simulate_s": simulate, "build_s": finished.wall - simulate}
