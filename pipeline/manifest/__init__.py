"""The manifest of a round: what each step of a run was made from and made, by content; so that nothing stale is used.

A step is done again only if the content of something that it reads has changed, or if what it made is gone or was
changed. Times of files are never looked at. What a step reads is named by *sources*, short texts such as
``returns:2017-12`` or ``table:2017-12:measures``; this room alone knows which files they stand for.
"""

from pipeline.manifest.digests import Digests
from pipeline.manifest.freshness import documents_are_fresh, refuse_stale_tables
from pipeline.manifest.records import Manifest
from pipeline.manifest.sources import placed, source_in_words, table_source

__all__ = [
    "Digests",
    "Manifest",
    "documents_are_fresh",
    "placed",
    "refuse_stale_tables",
    "source_in_words",
    "table_source",
]
