"""``python -m pipeline.cli`` is the command ``caseaudit``."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
