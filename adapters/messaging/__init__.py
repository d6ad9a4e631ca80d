"""aiomqtt, and it alone, lives here: the bus, the relay of the outbox, and the schemas of what travels."""
