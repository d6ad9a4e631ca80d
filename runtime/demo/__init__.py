"""The demonstration: the whole house with people who do not exist, a carrier that is not there, on a day of its own."""
