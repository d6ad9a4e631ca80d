"""What `concilia run dialer|ivr|api` puts together, one module per process, and the ground they share."""
