"""Any machine as an OPC UA server, and the helpers with which a client reaches it.

Contract: nothing in this folder names a machine. `server.PlantServer` serves one `labs.simulation.plant.Plant`;
`client.PlantClient` is the asyncio client that `labs.session` is built on; `run` serves one plant in a process of its
own.
"""
