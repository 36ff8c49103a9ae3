"""``python -m tandem``: the command line, where the ``tandem`` script is not on the path."""

from tandem.cli import main

main()
