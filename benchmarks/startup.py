"""What it costs to install and to start: import, command line, packages, megabytes.

``python benchmarks/startup.py`` measures CPU seconds of fresh processes (best of 10).
``--install`` also makes an empty virtual environment, installs Tandem without extras into it
and counts packages and megabytes, which needs a package index. The peer is MLflow, where
``/tmp/peers/bin/python`` or ``--peer PYTHON`` has it.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def cpu_seconds(*command: str) -> float:
    """CPU of a finished process, user and system; the best of ten."""
    best = float("inf")
    for _ in range(10):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        best = min(best, spent)
    return best


def has(python: str, module: str) -> bool:
    """Whether an interpreter exists and can import a module."""
    return (
        Path(python).exists()
        and subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode == 0
    )


def installed() -> tuple[int, float, float]:
    """Packages, megabytes and megabytes without bytecode of a plain install."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
        target = next(Path(folder).glob("lib/python*/site-packages"))
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "-q", "--target", str(target), str(ROOT)],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        sizes = {path: path.stat().st_size for path in target.rglob("*") if path.is_file()}
        packages = len(list(target.glob("*.dist-info")))
        code = sum(size for path, size in sizes.items() if path.suffix != ".pyc")
        return packages, sum(sizes.values()) / 1e6, code / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--peer", default="/tmp/peers/bin/python")
    arguments = parser.parse_args()
    bare = cpu_seconds(sys.executable, "-c", "pass")
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}; CPU seconds, best of 10")
    ours = cpu_seconds(sys.executable, "-c", "import tandem")
    print(f"bare interpreter        {bare:.3f}")
    print(f"import tandem           {ours:.3f}   (target 0.15)")
    helping = cpu_seconds(sys.executable, "-m", "tandem", "--help")
    print(f"tandem --help           {helping:.3f}   (target 0.30)")
    if has(arguments.peer, "mlflow"):
        peer = cpu_seconds(arguments.peer, "-c", "import mlflow")
        print(f"import mlflow           {peer:.3f}   ratio {peer / ours:.1f}")
    else:
        print("import mlflow           not installed")
    if arguments.install:
        packages, total, code = installed()
        print(
            f"plain install           {packages} packages, {total:.0f} MB with bytecode, "
            f"{code:.0f} MB without   (target 25, 120 MB)"
        )


if __name__ == "__main__":
    main()
