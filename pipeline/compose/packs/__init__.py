"""Packs for those who must act: two pages for each team, a note for each auditor who was moderated. Internal alone."""

from pipeline.compose.packs.writing import Pack, compose_coaching_notes, compose_team_packs

__all__ = ["Pack", "compose_coaching_notes", "compose_team_packs"]
