"""One run of a program on one core: how long it took and what memory it had."""
import os
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass


class RunError(Exception):
    """A program did not do what was asked; the text says why."""


@dataclass
class Finished:
    wall: float      # [s]
    cpu: float       # [s] user and system
    peak: float      # [MB]
    output: str


def one_core():
    """The last core of those we may use: the first is the one that others use most."""
    return {max(os.sched_getaffinity(0))}


def last_lines(text, n=6):
    return "\n".join(text.strip().splitlines()[-n:])


def run(argv, folder, limit, env=None):
    """Runs argv in the folder on one core, at most `limit` seconds. Raises RunError."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        child = subprocess.Popen(
            argv, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
            preexec_fn=lambda: os.sched_setaffinity(0, one_core()))
        late = threading.Event()
        timer = threading.Timer(limit, lambda: (late.set(), child.kill()))
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        timer.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
    if late.is_set():
        raise RunError(f"took longer than {limit:.0f} s")
    if child.returncode != 0:
        raise RunError(f"{argv[0]} ended with {child.returncode}: {last_lines(texts[1])}")
    return Finished(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, texts[0])
