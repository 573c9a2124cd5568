"""rlif as the benchmark sees it: the command `rlif run EXPERIMENT --json`."""
import json
import os
import shutil
import subprocess

from experiment import experiment
from process import RunError


def bytes_per_synapse(summary):
    """Of those between neurons."""
    names = {p["name"] for p in summary["populations"]}
    synapses = [s for s in summary["synapses"] if s["projection"].split(" -> ")[0] in names]
    return sum(s["bytes"] for s in synapses) / sum(s["number"] for s in synapses)


class Rlif:
    name = "rlif"
    kind = "exact, event-driven, times are whole fs"
    storage = None

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

    def storage_of(self, network):
        """Stored where procedural synapses are measured beside them; else as rlif likes."""
        return self.storage or ("stored" if network.procedural else None)

    def prepare(self, network, duration, folder):
        """Writes what is to be run into the folder; returns (command, environment)."""
        path = folder / "network.rlif"
        path.write_text(experiment(network, duration, self.storage_of(network)), encoding="utf-8")
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
                "engine": summary.get("engine"),
                "populations": summary["populations"],
                "bytes_per_synapse": bytes_per_synapse(summary)}


class RlifProcedural(Rlif):
    name = "rlif-procedural"
    kind = "the same, synapses not stored but drawn again whenever a spike runs down them"
    storage = "procedural"
