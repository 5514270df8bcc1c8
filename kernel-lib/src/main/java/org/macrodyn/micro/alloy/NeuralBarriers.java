package org.macrodyn.micro.alloy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Barriers from the published neural network (Xing et al., Nature Communications 15, 3879, 2024), in eV.
 *
 * <p>A perceptron 729 → 128 → 128 → 128 → 128 → 1 with batch normalisation and ReLU; its input is the 9×9×9 cube of type
 * codes around the vacancy, turned so that the jump comes from (1, 1, 1). Only the 112 lattice sites within 7.5 Å are ever
 * non-zero, so only their rows are kept, and the normalisation is folded into the weights. Agrees with the published code
 * within 1e-5 eV. The weights are third-party data: the user gives the path of their {@code weights.npy}, which is parsed
 * and never executed. Source: SPEC §5.2.
 */
public final class NeuralBarriers implements BarrierModel {
    private static final int WIDTH = 128;
    private static final int VOXELS = 729;
    private static final int HIDDEN = 4;
    private static final int ARRAYS_PER_LAYER = 6;
    private static final double EPSILON = 1e-5;
    private static final int CENTRE = 4;
    private static final int SIDE = 9;

    /** {@code [layer][input][output]}; C2 makes vector code only of loops over whole arrays, so each row is one. */
    private final float[][][] weights = new float[HIDDEN][][];

    private final float[][] biases = new float[HIDDEN][];
    private final float[] outputWeights;
    private final float outputBias;

    private NeuralBarriers(List<PickledArrays.FloatArray> arrays) {
        require(arrays.size() == HIDDEN * ARRAYS_PER_LAYER + 2, arrays.size() + " arrays instead of 26");
        for (int layer = 0; layer < HIDDEN; layer++) {
            fold(layer, arrays.subList(layer * ARRAYS_PER_LAYER, (layer + 1) * ARRAYS_PER_LAYER));
        }
        outputWeights = array(arrays, HIDDEN * ARRAYS_PER_LAYER, WIDTH, 1);
        outputBias = array(arrays, HIDDEN * ARRAYS_PER_LAYER + 1, 1)[0];
    }

    /**
     * Reads the network's weights.
     *
     * @param weights path of the published {@code weights.npy}
     * @return the network
     * @throws IllegalArgumentException if the file is anything but the 26 finite float32 arrays of this network
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static NeuralBarriers read(Path weights) {
        try {
            return new NeuralBarriers(PickledArrays.read(weights));
        } catch (IllegalArgumentException another) {
            throw new IllegalArgumentException(weights + ": " + another.getMessage(), another);
        }
    }

    static NeuralBarriers of(List<PickledArrays.FloatArray> arrays) {
        return new NeuralBarriers(arrays);
    }

    private static void require(boolean condition, String found) {
        if (!condition) {
            throw new IllegalArgumentException(
                    "weights of another network: " + found + "; give the NbMoTa network 729-128-128-128-128-1");
        }
    }

    private static float[] array(List<PickledArrays.FloatArray> arrays, int index, int... shape) {
        PickledArrays.FloatArray array = arrays.get(index);
        require(Arrays.equals(array.shape(), shape), "array " + index + " has another shape");
        for (float value : array.values()) {
            require(Float.isFinite(value), "array " + index + " is not finite");
        }
        return array.values();
    }

    /** Folds γ (x W + b − mean) / √(var + ε) + β into one affine map, in double precision. */
    private void fold(int layer, List<PickledArrays.FloatArray> arrays) {
        float[] w = array(arrays, 0, layer == 0 ? VOXELS : WIDTH, WIDTH);
        float[] b = array(arrays, 1, WIDTH);
        float[] gamma = array(arrays, 2, WIDTH);
        float[] beta = array(arrays, 3, WIDTH);
        float[] mean = array(arrays, 4, WIDTH);
        float[] variance = array(arrays, 5, WIDTH);
        int inputs = layer == 0 ? Neighbourhood.CUTOFF_SITES : WIDTH;
        weights[layer] = new float[inputs][WIDTH];
        biases[layer] = new float[WIDTH];
        for (int j = 0; j < WIDTH; j++) {
            require(variance[j] >= 0, "a variance is negative");
            double scale = gamma[j] / Math.sqrt(variance[j] + EPSILON);
            biases[layer][j] = (float) ((b[j] - mean[j]) * scale + beta[j]);
            for (int i = 0; i < inputs; i++) {
                int row = layer == 0 ? voxel(i) : i;
                weights[layer][i][j] = (float) (w[row * WIDTH + j] * scale);
            }
        }
    }

    private static int voxel(int site) {
        int[] offset = Neighbourhood.offset(site);
        return ((offset[0] + CENTRE) * SIDE + offset[1] + CENTRE) * SIDE + offset[2] + CENTRE;
    }

    @Override
    public int sites() {
        return Neighbourhood.CUTOFF_SITES;
    }

    @Override
    public Evaluator evaluator() {
        return new Forward();
    }

    @Override
    public String toString() {
        return "network";
    }

    /** The forward pass of one jump at a time: inputs that are zero (vacancies, rectified units) cost nothing. */
    private final class Forward implements Evaluator {
        private final int[] rows = new int[WIDTH];
        private final float[] inputs = new float[WIDTH];
        private final float[] sums = new float[WIDTH];

        @Override
        public void barriers(byte[] types, double[] barriers) {
            for (int d = 0; d < Neighbourhood.DIRECTIONS; d++) {
                boolean blocked = types[Neighbourhood.target(d)] == Species.VACANCY;
                barriers[d] = blocked ? Double.POSITIVE_INFINITY : barrier(types, d);
            }
        }

        private double barrier(byte[] types, int direction) {
            int count = 0;
            for (int site = 0; site < Neighbourhood.CUTOFF_SITES; site++) {
                int type = types[Neighbourhood.toLab(direction, site)];
                rows[count] = site;
                inputs[count] = type;
                count += type == Species.VACANCY ? 0 : 1;
            }
            for (int layer = 0; layer < HIDDEN; layer++) {
                System.arraycopy(biases[layer], 0, sums, 0, WIDTH);
                addRows(weights[layer], count);
                count = rectify();
            }
            float output = outputBias;
            for (int k = 0; k < count; k++) {
                output += inputs[k] * outputWeights[rows[k]];
            }
            return output;
        }

        private void addRows(float[][] w, int count) {
            int k = 0;
            for (; k + 4 <= count; k += 4) {
                addFour(sums, w[rows[k]], w[rows[k + 1]], w[rows[k + 2]], w[rows[k + 3]], k);
            }
            for (; k < count; k++) {
                addOne(sums, w[rows[k]], inputs[k]);
            }
        }

        private void addFour(float[] y, float[] w0, float[] w1, float[] w2, float[] w3, int k) {
            float x0 = inputs[k];
            float x1 = inputs[k + 1];
            float x2 = inputs[k + 2];
            float x3 = inputs[k + 3];
            for (int j = 0; j < WIDTH; j++) {
                y[j] += x0 * w0[j] + x1 * w1[j] + (x2 * w2[j] + x3 * w3[j]);
            }
        }

        private static void addOne(float[] y, float[] w, float x) {
            for (int j = 0; j < WIDTH; j++) {
                y[j] += x * w[j];
            }
        }

        /** Keeps the positive sums as inputs of the next layer. */
        private int rectify() {
            int count = 0;
            for (int j = 0; j < WIDTH; j++) {
                rows[count] = j;
                inputs[count] = sums[j];
                count += sums[j] > 0 ? 1 : 0;
            }
            return count;
        }
    }
}
