package org.macrodyn.sde;

/**
 * Form of a drift that follows the generalised Onsager principle: μ(z) = −(M(z) + W(z) + 0.1)∇V(z) + f(z).
 *
 * <p>V = |P|² + ½|z|² is the potential, M = LLᵀ dissipates, W = −Wᵀ conserves V, f drives. All come from the hidden layer
 * h₂: with F(x) = relu(x)² − relu(x − ½)² and the parameter embedded by e = E₂ relu(E₁T), h₁ = F(A₁[z, e]),
 * h₂ = F(A₂h₁) + h₁, P = Ch₂ + Dz, [L, W] = the lower and the strictly upper triangle of Bh₂, f = Gh₂, each matrix with a
 * bias. z is the state as the networks see it ({@link Scaling}), and ∇ is taken at fixed T. Without a parameter there is no e.
 * Source: Chen et al., Nature Computational Science 4, 66 (2024); arXiv 2511.12842.
 *
 * @param width units of h₁ and h₂
 * @param embedding units of relu(E₁T); e itself has as many components as z
 */
public record OnsagerDrift(int width, int embedding) {
    /** What is added to M, so that V falls everywhere. */
    static final double LEAST_DISSIPATION = 0.1;

    private static final int PAPER_WIDTH = 32;

    /**
     * Checks the widths.
     *
     * @throws IllegalArgumentException if one is below 1
     */
    public OnsagerDrift {
        if (width < 1 || embedding < 1) {
            throw new IllegalArgumentException("width = " + width + ", embedding = " + embedding
                    + ": both must be at least 1 (the paper has 32 and 32)");
        }
    }

    /**
     * The published widths.
     *
     * @return 32 units each
     */
    public static OnsagerDrift paper() {
        return new OnsagerDrift(PAPER_WIDTH, PAPER_WIDTH);
    }
}
