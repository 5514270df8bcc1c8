package org.macrodyn.law;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A law as the source of a Java class. */
final class JavaSource {
    private static final String CLASS =
            """
            public final class $name {
                private static final double[] LOW = {$low};
                private static final double[] HIGH = {$high};

                private $name() {}

                /** mu(z), per unit time. */
                public static double[] drift(double[] point) {
                    double[] z = held(point);
                    return new double[] {
                        $drift
                    };
                }

                /** Sigma(z), the covariance of dz per unit time. */
                public static double[][] covariance(double[] point) {
                    double[] z = held(point);
                    return new double[][] {
                        $covariance
                    };
                }

                private static double[] held(double[] point) {
                    double[] z = point.clone();
                    for (int c = 0; c < z.length; c++) {
                        z[c] = Math.min(HIGH[c], Math.max(LOW[c], z[c]));
                    }
                    return z;
                }
            }
            """;
    private static final String NEXT = ",\n            ";

    private JavaSource() {}

    static String of(String name, Formula[] drift, Formula[][] covariance, double[] low, double[] high) {
        String mu = Arrays.stream(drift).map(Formula::java).collect(Collectors.joining(NEXT));
        String sigma = Arrays.stream(covariance)
                .map(row -> Arrays.stream(row).map(Formula::java).collect(Collectors.joining(", ", "{", "}")))
                .collect(Collectors.joining(NEXT));
        String positive = drift.length == 1 ? "{Math.max(0, " + covariance[0][0].java() + ")}" : sigma;
        return CLASS.replace("$name", name)
                .replace("$low", numbers(low))
                .replace("$high", numbers(high))
                .replace("$drift", mu)
                .replace("$covariance", positive);
    }

    private static String numbers(double[] values) {
        return Arrays.stream(values).mapToObj(Double::toString).collect(Collectors.joining(", "));
    }
}
