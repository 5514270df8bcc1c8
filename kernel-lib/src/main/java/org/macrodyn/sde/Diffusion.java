package org.macrodyn.sde;

/** Form of the diffusion matrix σ(z) of dz = μ(z)dt + σ(z)dW (the paper's {@code mode}). */
public enum Diffusion {
    /** σ = diag(k) with k trainable, the same everywhere (paper: constant_diagonal). */
    CONSTANT_DIAGONAL(true, true),
    /** σ a trainable full matrix, the same everywhere (paper: constant). */
    CONSTANT(true, false),
    /** σ(z) = diag of d network outputs (paper: diagonal). */
    DIAGONAL(false, true),
    /** σ(z) = d² network outputs, row by row (paper: arbitrary). */
    FULL(false, false);

    private final boolean constant;
    private final boolean diagonal;

    Diffusion(boolean constant, boolean diagonal) {
        this.constant = constant;
        this.diagonal = diagonal;
    }

    /**
     * Whether σ is the same for every z.
     *
     * @return true for the two constant forms
     */
    public boolean isConstant() {
        return constant;
    }

    /**
     * Whether σ has no entries off its diagonal.
     *
     * @return true for the two diagonal forms
     */
    public boolean isDiagonal() {
        return diagonal;
    }

    /**
     * Numbers that describe σ at one z: d on the diagonal or d², row by row.
     *
     * @param d dimension of z
     * @return d or d²
     */
    public int outputs(int d) {
        return diagonal ? d : d * d;
    }

    /** Row of output k. */
    int row(int k, int d) {
        return diagonal ? k : k / d;
    }

    /** Column of output k. */
    int column(int k, int d) {
        return diagonal ? k : k % d;
    }
}
