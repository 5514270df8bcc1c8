package org.macrodyn.sde;

import java.util.Arrays;
import java.util.Objects;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Loss of a pair (z, Δz, δt): ℓ = rᵀS⁻¹r + log det S with r = Δz − μ(z)δt and S = λ·δt·σ(z)σ(z)ᵀ + εI + δt·diag(f), no
 * factor ½ and no constant (paper, partial likelihood). λ multiplies the covariance because one patch of K moves by K times
 * the noise of the whole.
 *
 * <p>A loss of DL4J: pre-output {@code [batch][d + outputs]} = [μ / driftScale, rows of σ / diffusionScale], labels
 * {@code [batch][d + 1]} = [Δz, δt]. Everything is computed in double precision, so ε and f may be 0 where σ is regular.
 */
public final class PartialLikelihood implements ILossFunction {
    private static final long serialVersionUID = 1L;

    private final double lambda;
    private final double epsilon;
    private final double[] floor;
    private final Diffusion diffusion;
    private final double[] driftScale;
    private final double[] diffusionScale;

    /**
     * The loss for one λ, with f = 0.
     *
     * @param lambda λ, above 0
     * @param epsilon ε, at least 0, in squared units of z
     * @param diffusion form of σ
     * @param driftScale {@code [d]} factors of the drift outputs
     * @param diffusionScale {@code [d]} factors of the rows of σ
     * @throws IllegalArgumentException if λ, ε or a scale lies outside its range
     */
    public PartialLikelihood(
            double lambda, double epsilon, Diffusion diffusion, double[] driftScale, double[] diffusionScale) {
        this(lambda, epsilon, null, diffusion, driftScale, diffusionScale);
    }

    /**
     * The loss for one λ.
     *
     * @param lambda λ, above 0
     * @param epsilon ε, at least 0, in squared units of z
     * @param floorOrNull {@code [d]} f, at least 0, in squared units of z per time; null for none, as in models of older
     *     versions
     * @param diffusion form of σ
     * @param driftScale {@code [d]} factors of the drift outputs
     * @param diffusionScale {@code [d]} factors of the rows of σ
     * @throws IllegalArgumentException if λ, ε, f or a scale lies outside its range
     */
    @JsonCreator
    public PartialLikelihood(
            @JsonProperty("lambda") double lambda,
            @JsonProperty("epsilon") double epsilon,
            @JsonProperty("floor") double[] floorOrNull,
            @JsonProperty("diffusion") Diffusion diffusion,
            @JsonProperty("driftScale") double[] driftScale,
            @JsonProperty("diffusionScale") double[] diffusionScale) {
        this.lambda = lambda;
        this.epsilon = epsilon;
        this.diffusion = Objects.requireNonNull(diffusion, "diffusion");
        this.driftScale = driftScale.clone();
        this.diffusionScale = diffusionScale.clone();
        floor = floorOrNull == null ? new double[driftScale.length] : floorOrNull.clone();
        requireRanges();
    }

    private void requireRanges() {
        boolean sizes = driftScale.length > 0
                && diffusionScale.length == driftScale.length
                && floor.length == driftScale.length;
        if (!sizes || !(lambda > 0) || Double.isInfinite(lambda) || !atLeastZero(new double[] {epsilon})) {
            throw new IllegalArgumentException("likelihood with λ = " + lambda + ", ε = " + epsilon + " and "
                    + driftScale.length + ", " + diffusionScale.length + " and " + floor.length
                    + " scales: must be above 0, at least 0, and equal numbers of scales");
        }
        if (!atLeastZero(floor) || !atLeastZero(driftScale) || !atLeastZero(diffusionScale)) {
            throw new IllegalArgumentException("likelihood with floors " + Arrays.toString(floor) + " and scales "
                    + Arrays.toString(driftScale) + ", " + Arrays.toString(diffusionScale)
                    + ": must be finite and at least 0");
        }
    }

    private static boolean atLeastZero(double[] values) {
        return Arrays.stream(values).allMatch(value -> value >= 0 && value < Double.POSITIVE_INFINITY);
    }

    /**
     * λ.
     *
     * @return factor of the covariance
     */
    public double getLambda() {
        return lambda;
    }

    /**
     * ε.
     *
     * @return what is added to the diagonal of S
     */
    public double getEpsilon() {
        return epsilon;
    }

    /**
     * f.
     *
     * @return {@code [d]} what is added to the diagonal of S for each unit of time
     */
    public double[] getFloor() {
        return floor.clone();
    }

    /**
     * The form of σ.
     *
     * @return the form
     */
    public Diffusion getDiffusion() {
        return diffusion;
    }

    /**
     * Factors of the drift outputs.
     *
     * @return {@code [d]}
     */
    public double[] getDriftScale() {
        return driftScale.clone();
    }

    /**
     * Factors of the rows of σ.
     *
     * @return {@code [d]}
     */
    public double[] getDiffusionScale() {
        return diffusionScale.clone();
    }

    int dimension() {
        return driftScale.length;
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        double sum = Arrays.stream(evaluate(labels, preOutput).loss).sum();
        return average ? sum / preOutput.size(0) : sum;
    }

    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        Block block = evaluate(labels, preOutput);
        return Nd4j.create(block.loss, new long[] {block.loss.length, 1}, 'f').castTo(preOutput.dataType());
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        return evaluate(labels, preOutput).gradient(preOutput.dataType());
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        Block block = evaluate(labels, preOutput);
        double sum = Arrays.stream(block.loss).sum();
        return Pair.of(average ? sum / block.loss.length : sum, block.gradient(preOutput.dataType()));
    }

    @Override
    public String name() {
        return "PartialLikelihood";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PartialLikelihood that
                && lambda == that.lambda
                && epsilon == that.epsilon
                && Arrays.equals(floor, that.floor)
                && diffusion == that.diffusion
                && Arrays.equals(driftScale, that.driftScale)
                && Arrays.equals(diffusionScale, that.diffusionScale);
    }

    @Override
    public int hashCode() {
        return Double.hashCode(lambda) * 31 + Arrays.hashCode(driftScale);
    }

    private Block evaluate(INDArray labels, INDArray preOutput) {
        int d = dimension();
        int n = (int) preOutput.size(0);
        double[] output = columns(preOutput);
        double[] target = columns(labels);
        Block block = new Block(
                Arrays.copyOf(output, d * n), Arrays.copyOfRange(output, d * n, output.length), new double[n]);
        double[] dt = Arrays.copyOfRange(target, d * n, target.length);
        new LikelihoodKernel(this).evaluate(n, block.drift, block.diffusion, target, dt, block.loss);
        return block;
    }

    /** Values column by column. */
    private static double[] columns(INDArray matrix) {
        double[] values = new double[(int) matrix.length()];
        matrix.castTo(DataType.DOUBLE).dup('f').data().asNioDouble().get(values);
        return values;
    }

    /** Gradients (in place of outputs) and losses of one batch. */
    private record Block(double[] drift, double[] diffusion, double[] loss) {
        INDArray gradient(DataType type) {
            double[] all = Arrays.copyOf(drift, drift.length + diffusion.length);
            System.arraycopy(diffusion, 0, all, drift.length, diffusion.length);
            return Nd4j.create(all, new long[] {loss.length, all.length / loss.length}, 'f')
                    .castTo(type);
        }
    }
}
