"""Warm kernels and workers on Linux: forked from one process that has imported everything once.

::

    caseaudit ─ client.WarmParent ─ starts ─> parent  (imports, then waits; one thread, no sockets of its own but one)
        │                                       │
        └─ a connection each ──────────────> forks children: a kernel for a notebook, or a worker that is given calls

``parent`` and ``children`` are what runs over there; ``client``, ``forked``, ``managers`` and ``execution`` what is
used here. A notebook sees nothing of another: each has a process of its own, as with stock Jupyter. Whichever end goes,
the other goes too, also after ``kill -9``. On other systems workers are ordinary processes and kernels start the stock
way.
"""
