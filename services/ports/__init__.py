"""What the use cases need from the outside, as Protocols; `adapters` implements them, `runtime` puts them together."""
