"""One package per outside thing; each implements ports of `services.ports`."""
