package org.macrodyn.closure;

/** What a pair of partial evolution says about the macroscopic step Δz (paper, partial evolution). */
public enum Increment {
    /** Ours: Δz = φ(x_{t+δt,I}) − φ(x_{t,I}), the change of the same patch. Its variance is λ = K times the system's. */
    OURS,
    /** The naive baseline: Δz = φ(x_{t+δt,I}) − φ(x_t), as if the evolved patch were the whole system. */
    NAIVE
}
