"""The debtor simulator: a fictitious population, the carrier they live behind, and robot agents."""
