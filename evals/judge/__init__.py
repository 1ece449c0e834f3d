"""An optional model judge: points of a rubric graded by a configured chat model, believed only where it agrees with people."""
