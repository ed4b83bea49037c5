"""``python -m pipeline.cli`` is the command ``caseaudit``."""

from pipeline.cli import main

main()
