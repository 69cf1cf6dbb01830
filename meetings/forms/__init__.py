"""What the addresses of the pages about meetings ask for."""
