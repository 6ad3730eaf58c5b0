"""Warm processes and the sandbox: whatever must start often is forked from a process that has imported everything.

Knows nothing of plants or grades. `warm.WarmProcess` is what other folders use, with `limits.Limits`,
`frames` for the wire and `bubblewrap.bubblewrap_command` for programs that live long.
"""
