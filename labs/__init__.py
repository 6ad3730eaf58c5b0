"""What is practised on: plants, their OPC UA face, the sandboxes, and what notebooks import."""
