"""The payment provider: the Pix API over HTTP, and a bank in a box that speaks it."""
