"""Pages on one subject each: the structure of a report, a rule, why a verdict fell, the catalogue of a pack."""
