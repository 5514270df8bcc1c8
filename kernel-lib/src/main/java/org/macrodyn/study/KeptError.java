package org.macrodyn.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.store.Identity;
import org.macrodyn.store.Npy;
import org.macrodyn.store.NpyArray;

/**
 * An {@link ErrorOfTwo} of forecasts beside direct simulations, which is kept, so that a study that is opened again does not
 * forecast again.
 */
final class KeptError {
    /** Version of how forecasts, and errors of them, are made: raised when their numbers change. */
    static final int ALGORITHM = 2;

    private static final Keeping.FileCodec<ErrorOfTwo> FILE = new Keeping.FileCodec<>(
            ".npy", (error, path) -> Npy.write(path, NpyArray.of(error.numbers())), KeptError::read);

    private KeptError() {}

    /**
     * The error of the mean beside {@link Study#truth}.
     *
     * @param two a law of two trainings, for a system that can be simulated
     * @param runs direct simulations of that
     * @throws IllegalStateException if no forecast is finite
     */
    static <S> ErrorOfTwo of(Learnt<S> two, int runs) {
        Study<S> study = two.study();
        return study.keeping()
                .train(
                        "judged",
                        "judge by " + study.large().grid(),
                        identity(two, study.direct(Study.TRUTH, runs)),
                        FILE,
                        none -> progress ->
                                ErrorOfTwo.Beside.of(two, study.truth(runs)).mean())
                .value();
    }

    private static <S> Identity identity(Learnt<S> two, Simulation<S> direct) {
        Study<S> study = two.study();
        Identity beside = Identities.of(
                direct, two.pairs().closure().value(), two.pairs().closure().hash());
        List<TrainingSettings> trainings =
                study.each().stream().map(Study::fitted).toList();
        Map<String, Object> settings = Map.of(
                "direct", beside.settings(),
                "network", study.recipe().fit().network(),
                "trainings", trainings,
                "unit", study.recipe().fit().timeUnit(),
                "substeps", two.substeps(study.times()[1]),
                "scheme", study.recipe().pairs().scheme().name());
        return new Identity(settings, ALGORITHM, beside.behaviour(), beside.inputs())
                .from(two.pairs().pairs().hash());
    }

    private static ErrorOfTwo read(Path path) {
        try {
            return ErrorOfTwo.of(Npy.read(path).doubles());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
