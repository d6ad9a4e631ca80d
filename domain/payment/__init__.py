"""How an agreement is paid: Pix BR codes and boletos. Building and reading both is exact and offline."""
