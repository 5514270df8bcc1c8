package org.macrodyn.sde;

import java.util.Arrays;

/** Central moments of samples, divisor: number of values. */
final class Moments {
    private Moments() {}

    static double covariance(double[] x, double[] y) {
        double meanX = mean(x);
        double meanY = mean(y);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] - meanX) * (y[i] - meanY);
        }
        return sum / x.length;
    }

    /** 0 if one of both is constant, NaN if one is not finite. */
    static double correlation(double[] x, double[] y) {
        double scale = Math.sqrt(covariance(x, x)) * Math.sqrt(covariance(y, y));
        return scale == 0 ? 0 : covariance(x, y) / scale;
    }

    static double neighbourCorrelation(double[] x) {
        return correlation(Arrays.copyOf(x, x.length - 1), Arrays.copyOfRange(x, 1, x.length));
    }

    static double excessKurtosis(double[] x) {
        double mean = mean(x);
        double variance = covariance(x, x);
        double fourth = 0;
        for (double value : x) {
            double square = (value - mean) * (value - mean);
            fourth += square * square / x.length;
        }
        return fourth / (variance * variance) - 3;
    }

    private static double mean(double[] x) {
        return Arrays.stream(x).sum() / x.length;
    }
}
