"""Publishing: checked public documents → ``reports/published``. The gate only refuses; refusal touches nothing.

protecting.py   what a round may say in public            gate.py        what stands against publishing it
finished.py     its finished public files                 signing.py     who signed what, by role
copying.py      auditors' words that were copied out      on_site.py     what the site knows of it: ``about.json``
publishing.py   a version, whole or not at all            withdrawing.py   its files taken away, a note left
pages.py        index and a page a round                  provenance.py    what a version was made from
swapping.py     the whole site replaced in one move       preview.py       the site served to this machine alone
"""

from pipeline.publish.gate import gate, left_out
from pipeline.publish.preview import serve
from pipeline.publish.publishing import publish_round, sign_round
from pipeline.publish.swapping import settle
from pipeline.publish.withdrawing import withdraw_round

__all__ = ["gate", "left_out", "publish_round", "serve", "settle", "sign_round", "withdraw_round"]
