"""What plants are made of: virtual time, noise, sensors, faults, scenarios, the recorder; no network, no event loop."""
