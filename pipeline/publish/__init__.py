"""Publishing: checked public documents → ``reports/published``. The gate only refuses; refusal touches nothing."""

from pipeline.publish.gate import gate
from pipeline.publish.site import publish_round

__all__ = ["gate", "publish_round"]
