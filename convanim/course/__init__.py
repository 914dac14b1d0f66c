"""From a clip to course material: what goes into slides, notebooks and pages."""
