"""The micro-benchmarks: a program that prints one figure a line."""
import json
import os
import subprocess

from process import one_core
from tables import short, table


def run_micro(program, scale):
    """A list of {name, unit, min, median}."""
    done = subprocess.run([program, f"{scale:g}"], capture_output=True, text=True, check=True,
                          preexec_fn=lambda: os.sched_setaffinity(0, one_core()))
    return [json.loads(line) for line in done.stdout.splitlines()]


def micro_table(figures):
    rows = [(f["name"], f["unit"], short(f["min"]), short(f["median"])) for f in figures]
    return "### Micro-benchmarks\n\n" + table(("what", "unit", "min", "median"), rows)
