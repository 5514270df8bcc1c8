package org.macrodyn.closure;

import org.macrodyn.ensemble.Behaviour;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.store.Fingerprint;

/** What a closure's code does, as a {@link Fingerprint}: z = φ(x) of a few states. */
public final class EncodingBehaviour {
    private static final int STATES = 3;

    private EncodingBehaviour() {}

    /**
     * What a closure does.
     *
     * @param closure the latent map φ
     * @param model the large system
     * @param <S> the state array
     * @return its fingerprint
     */
    public static <S> String of(ClosureModel<S> closure, MicroModel<S> model) {
        Fingerprint fingerprint = new Fingerprint();
        closure.names().forEach(fingerprint::add);
        for (double[] z : closure.encode(Behaviour.states(model, STATES))) {
            fingerprint.add(z);
        }
        return fingerprint.text();
    }
}
