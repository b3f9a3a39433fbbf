"""Many audits of one round → who submitted, who stands where, and what the whole district lacks."""
