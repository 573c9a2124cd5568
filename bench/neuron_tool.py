"""NEURON's event-driven cells (artificial cells and NetCon), without sections and equations."""
import json
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path

from process import RunError, last_lines
from pythons import python_with

PEERS = Path(__file__).resolve().parent / "peers"
LIBRARY = Path("/usr/lib/nrn")      # where Debian has it; its nrnivmodl looks elsewhere
MOST_SYNAPSES = 1_500_000           # each is an object of some hundred bytes, made in Python
REGISTER = "extern void _lifjump_reg (void);\nvoid modl_reg (void) { _lifjump_reg (); }\n"


def compile_cell(folder):
    """The cell of lifjump.mod as a library, made once for each folder. Returns its path."""
    library = folder / "libnrnmech.so"
    if library.exists():
        return library
    shutil.copy(PEERS / "lifjump.mod", folder)
    (folder / "register.c").write_text(REGISTER, encoding="utf-8")
    for argv in (["nocmodl", "lifjump.mod"],
                 ["cc", "-O3", "-march=native", "-w", "-shared", "-fPIC", "-DHAVE_CONFIG_H",
                  "-I/usr/include/nrn", "register.c", "lifjump.c", "-o", library.name,
                  f"-L{LIBRARY}", "-lnrniv", f"-Wl,-rpath,{LIBRARY}"]):
        done = subprocess.run(argv, cwd=folder, capture_output=True, text=True)
        if done.returncode != 0:
            raise RunError(f"{argv[0]} ended with {done.returncode}: {last_lines(done.stderr)}")
    return library


class Neuron:
    name = "NEURON"
    kind = "event-driven cells; exact, times are doubles in ms, arrivals one at a time"

    def __init__(self, python=None):
        self.python = python_with("neuron", python)

    def missing(self):
        if not self.python or not shutil.which("nocmodl") or not LIBRARY.is_dir():
            return "NEURON is not installed (bench/setup-peers)"
        return None

    def version(self):
        done = subprocess.run([self.python, "-c", "import neuron; print(neuron.__version__)"],
                              capture_output=True, text=True)
        return "NEURON " + done.stdout.strip().splitlines()[-1]

    def cannot(self, network):
        if network.model != "delta":
            return "its event-driven cells with currents decay to the rest below the threshold"
        if network.stdp:
            return "no synapses with STDP have been written for its event-driven cells"
        if network.synapses > MOST_SYNAPSES:
            return f"{network.synapses / 1e6:g} million synapses would take it GB and minutes"
        return None

    def prepare(self, network, duration, folder):
        (folder / "network.json").write_text(json.dumps(asdict(network)), encoding="utf-8")
        return [self.python, str(PEERS / "neuron_network.py"), "network.json", repr(duration),
                str(compile_cell(folder).resolve())], None

    def read(self, finished, folder):
        said = json.loads(finished.output.strip().splitlines()[-1])
        return {"spikes": said["spikes"], "arrivals": said["arrivals"],
                "simulate_s": said["simulate_s"], "build_s": said["build_s"]}
