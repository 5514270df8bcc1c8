package org.macrodyn.sde;

import java.util.Objects;
import java.util.Optional;
import org.macrodyn.net.Activation;

/**
 * Shape of a learnt SDE dz = μ(z)dt + σ(z)dW.
 *
 * @param diffusion form of σ
 * @param hiddenWidth units of each hidden layer
 * @param hiddenLayers hidden layers of the drift network and of the diffusion network
 * @param activation activation of the hidden layers
 * @param scaled true: inputs and outputs of the networks are brought to order 1 by {@link Scaling} and σ starts from
 *     the identity, so that training does not depend on units; false: the paper's networks see z as it is
 * @param onsager form of the drift if it is an OnsagerNet; otherwise the drift is a plain network like the diffusion's
 */
public record SdeSettings(
        Diffusion diffusion,
        int hiddenWidth,
        int hiddenLayers,
        Activation activation,
        boolean scaled,
        Optional<OnsagerDrift> onsager) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a width or number of layers is below 1, or there are more than 100 layers
     */
    public SdeSettings {
        Objects.requireNonNull(diffusion, "diffusion");
        Objects.requireNonNull(activation, "activation");
        Objects.requireNonNull(onsager, "onsager");
        if (hiddenWidth < 1 || hiddenLayers < 1 || hiddenLayers > 100) {
            throw new IllegalArgumentException("hiddenWidth = " + hiddenWidth + ", hiddenLayers = " + hiddenLayers
                    + ": both must be at least 1, layers at most 100 (the paper has 64 and 3)");
        }
    }

    /**
     * Smooth networks for few pairs: 2 hidden layers of 32 with SiLU, with scaled inputs and outputs.
     *
     * @param diffusion form of σ
     * @return the settings
     */
    public static SdeSettings of(Diffusion diffusion) {
        return new SdeSettings(diffusion, 32, 2, Activation.SILU, true, Optional.empty());
    }

    /**
     * The paper's networks as published: 3 hidden layers of 64 with ReLU, nothing scaled.
     *
     * @param diffusion form of σ
     * @return the settings
     */
    public static SdeSettings paper(Diffusion diffusion) {
        return new SdeSettings(diffusion, 64, 3, Activation.RELU, false, Optional.empty());
    }

    /**
     * The same with another activation.
     *
     * @param other activation of the hidden layers
     * @return the changed settings
     */
    public SdeSettings withActivation(Activation other) {
        return new SdeSettings(diffusion, hiddenWidth, hiddenLayers, other, scaled, onsager);
    }

    /**
     * The same with other hidden layers.
     *
     * @param width units of each
     * @param layers their number
     * @return the changed settings
     */
    public SdeSettings withHidden(int width, int layers) {
        return new SdeSettings(diffusion, width, layers, activation, scaled, onsager);
    }

    /**
     * The same with an OnsagerNet as drift.
     *
     * @param drift its form
     * @return the changed settings
     */
    public SdeSettings with(OnsagerDrift drift) {
        return new SdeSettings(diffusion, hiddenWidth, hiddenLayers, activation, scaled, Optional.of(drift));
    }

    /**
     * The same with a plain network as drift.
     *
     * @return the changed settings
     */
    public SdeSettings plain() {
        return new SdeSettings(diffusion, hiddenWidth, hiddenLayers, activation, scaled, Optional.empty());
    }
}
