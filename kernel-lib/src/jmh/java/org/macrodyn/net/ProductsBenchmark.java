package org.macrodyn.net;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.macrodyn.OneThread;
import org.macrodyn.run.RandomStreams;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Microseconds of the three products of a hidden layer, beside OpenBLAS, whose last bits depend on the processor. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ProductsBenchmark extends OneThread {
    /** Samples of a block: 256 is a training's. */
    @Param({"64", "256", "1024"})
    public int samples;

    /** Inputs and outputs. */
    @Param({"32", "64", "128"})
    public int width;

    private Layer layer;
    private float[][] x;
    private float[][] y;
    private float[][] error;
    private FloatPointer weights;
    private FloatPointer inputs;
    private FloatPointer outputs;
    private FloatPointer gradients;

    /** Random weights and samples. */
    @Setup
    public void prepare() {
        openblas.blas_set_num_threads(1);
        RandomGenerator random = RandomStreams.stream(1, "benchmark", 0);
        layer = new Layer(new Dense(width, width, 0), samples);
        float[] parameters = random(width * (width + 1), random);
        layer.load(parameters);
        x = rows(random);
        y = rows(random);
        error = rows(random);
        weights = new FloatPointer(parameters);
        inputs = new FloatPointer(random(width * samples, random));
        outputs = new FloatPointer(random(width * samples, random));
        gradients = new FloatPointer(random(width * width, random));
    }

    private static float[] random(int length, RandomGenerator random) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian() / length;
        }
        return values;
    }

    private float[][] rows(RandomGenerator random) {
        float[][] rows = Rows.allocate(width, samples);
        for (float[] row : rows) {
            System.arraycopy(random(samples, random), 0, row, 0, samples);
        }
        return rows;
    }

    /** Wx + b. */
    @Benchmark
    public void forward() {
        layer.apply(x, y, samples);
    }

    /** Wᵀy. */
    @Benchmark
    public void backward() {
        Rows.clear(y, samples);
        layer.addTransposed(error, y, samples);
    }

    /** Σ_samples error·xᵀ and Σ_samples error. */
    @Benchmark
    public void gradient() {
        layer.accumulate(error, x, samples, true);
    }

    /** Wx by OpenBLAS. */
    @Benchmark
    public void forwardOpenBlas() {
        multiply(CblasNoTrans, CblasNoTrans, samples, width, weights, outputs);
    }

    /** Wᵀy by OpenBLAS. */
    @Benchmark
    public void backwardOpenBlas() {
        multiply(CblasNoTrans, CblasTrans, samples, width, weights, outputs);
    }

    /** Σ_samples error·xᵀ by OpenBLAS. */
    @Benchmark
    public void gradientOpenBlas() {
        multiply(CblasTrans, CblasNoTrans, width, samples, outputs, gradients);
    }

    /** c ← op(inputs) op(b), column by column. */
    private void multiply(int left, int right, int rows, int inner, FloatPointer b, FloatPointer c) {
        cblas_sgemm(CblasColMajor, left, right, rows, width, inner, 1, inputs, samples, b, inner, 0, c, rows);
    }
}
