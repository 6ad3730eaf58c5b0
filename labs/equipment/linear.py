"""Exact discretisation of linear physics.

Contract: pure; numpy only.
"""

import numpy as np


def discretise(a: np.ndarray, b: np.ndarray, dt: float) -> list[list[float]]:
    """Return the rows of [Phi | Gamma] with x(t + dt) = Phi x(t) + Gamma u for u constant over dt (s).

    `a` (n, n) in 1/s, `b` (n, m). The matrix exponential of [[a, b], [0, 0]] dt by scaling, a Taylor series and
    squaring (N. J. Higham, "Functions of Matrices", SIAM 2008, ch. 10); good to rounding for the small norms met here.
    """
    n, m = b.shape
    whole = np.zeros((n + m, n + m))
    whole[:n, :n], whole[:n, n:] = a * dt, b * dt
    squarings = max(0, int(np.ceil(np.log2(max(np.abs(whole).sum(axis=1).max(), 1e-300)))) + 4)
    scaled = whole / 2.0**squarings
    result, term = np.eye(n + m), np.eye(n + m)
    for order in range(1, 14):
        term = term @ scaled / order
        result = result + term
    for _ in range(squarings):
        result = result @ result
    return result[:n].tolist()
