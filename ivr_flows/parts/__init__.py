"""Parts of flows: functions that give steps, shared by the outbound and the inbound menu."""
