"""rlif as the benchmark sees it: the command `rlif run EXPERIMENT --json`."""
import json
import os
import shutil
import subprocess

from experiment import experiment
from process import RunError


class Rlif:
    name = "rlif"
    kind = "exact, event-driven, times are whole fs"

    def __init__(self, command):
        self.command = shutil.which(command)
        self.wanted = command

    def missing(self):
        """Why it cannot be run at all, or None."""
        if self.command is None:
            return f"{self.wanted} is not a command; build rlif or give --rlif"
        return None

    def version(self):
        done = subprocess.run([self.command, "--version"], capture_output=True, text=True)
        return done.stdout.strip().splitlines()[0] if done.stdout else "unknown"

    def cannot(self, network):
        """Why it cannot run this network, or None."""
        return None

    def prepare(self, network, duration, folder):
        """Writes what is to be run into the folder; returns (command, environment)."""
        path = folder / "network.rlif"
        path.write_text(experiment(network, duration), encoding="utf-8")
        return [os.path.abspath(self.command), "run", "--json", "--progress=no", "--threads=1",
                path.name], None

    def read(self, finished, folder):
        """What a finished run says of itself."""
        summary = json.loads(finished.output)
        if not summary["complete"]:
            raise RunError("rlif stopped early")
        return {"spikes": summary["spikes"],
                "recurrent": summary["delivered"] - summary["outside"],
                "outside": summary["outside"],
                "simulate_s": summary["wall_s"],
                "build_s": finished.wall - summary["wall_s"],
                "engine": summary.get("engine")}
