"""What-if: shifts of agents, a pacer and people who answer or not, as discrete events; no Asterisk, no waiting."""
