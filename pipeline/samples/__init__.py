"""The six synthetic sample rounds: invented audits of an invented council, the same on every machine.

They are made by the same pro formas as real returns, filled in the way people fill them in (``mess.py``), and they give
the figures that were published for the audit of all cases in 2012 and for November and December 2017. No real child or
worker stands behind any of it.
"""

from pipeline.samples.making import make_samples

__all__ = ["make_samples"]
