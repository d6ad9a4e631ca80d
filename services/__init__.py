"""Use cases shared by menu, desk and dialer, and the ports they need."""
