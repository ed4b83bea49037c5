"""Publishing: checked public documents → ``reports/published``. The gate only refuses; refusal touches nothing.

gate.py         what stands against publishing a round      copying.py   auditors' words that were copied out
signing.py      who signed what, by role                    on_site.py   what the site knows of a round: ``about.json``
publishing.py   a version of a round, whole or not at all   withdrawing.py   its files taken away, a note left
pages.py        index and a page a round                    provenance.py    what a version was made from
swapping.py     the whole site replaced in one move         preview.py       the site served to this machine alone
"""

from pipeline.publish.gate import gate, left_out
from pipeline.publish.preview import serve
from pipeline.publish.publishing import publish_round, sign_round
from pipeline.publish.swapping import settle
from pipeline.publish.withdrawing import withdraw_round

__all__ = ["gate", "left_out", "publish_round", "serve", "settle", "sign_round", "withdraw_round"]
