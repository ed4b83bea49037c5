"""Packs for those who must act: two pages for each team, a note for each auditor who was moderated. Internal alone."""

from pipeline.compose.packs.writing import compose_coaching_notes, compose_team_packs

__all__ = ["compose_coaching_notes", "compose_team_packs"]
