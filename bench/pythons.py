"""Which Python has a module: Debian's packages belong to Debian's own."""
import shutil
import subprocess
import sys


def python_with(module, given=None):
    """The path of a Python that can import the module, None if there is none.

    @given: the only one to try, if there is one"""
    candidates = [given] if given else [sys.executable, shutil.which("python3"), "/usr/bin/python3"]
    for python in candidates:
        code = f"import importlib.util as u, sys; sys.exit(u.find_spec('{module}') is None)"
        if python and shutil.which(python) and subprocess.run([python, "-c", code]).returncode == 0:
            return python
    return None
