from __future__ import annotations

import subprocess
import sys


def test_python_m_tandem_is_the_command_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tandem", "--version"], capture_output=True, text=True, check=True
    )
    import tandem

    assert done.stdout.strip() == tandem.__version__
