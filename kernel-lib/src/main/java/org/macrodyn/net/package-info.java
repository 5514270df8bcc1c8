/**
 * The engine of dense networks: evaluate, differentiate, optimise, keep. All networks of the library run on it.
 *
 * <p>Parameters are one flat {@code float[]}. {@link org.macrodyn.net.Dense} says where a layer's weights lie in it,
 * {@link org.macrodyn.net.Network} stacks layers with one activation between them and evaluates single points in double
 * precision, {@link org.macrodyn.net.NetworkPass} sends blocks of samples forward and their errors backward in single precision,
 * {@link org.macrodyn.net.Adam} moves the parameters, {@link org.macrodyn.net.LearningRate} says how fast, and
 * {@link org.macrodyn.net.WeightsFile} keeps arrays and descriptions. A step of a training is:
 *
 * <pre>
 * Network network = Network.of(0, Activation.RELU, 16, 64, 3);            // 16 inputs, a hidden layer, 3 outputs
 * float[] parameters = new float[network.end()];                          // filled by network.startUniform(…)
 * NetworkPass pass = new NetworkPass(network, 256);                       // one for each thread
 * pass.load(parameters);                                                  // after each change of the parameters
 * … pass.input()[unit][sample] = …
 * float[][] output = pass.forward(samples);                               // [outputs][samples], the pass's own rows
 * pass.backward(error, samples);                                          // error [outputs][samples]: ∂L/∂output
 * pass.addGradients(gradients);                                           // flat; the pass forgets them
 * adam.update(parameters, gradients, scale, rate, step);
 * </pre>
 *
 * <p><b>The same bits everywhere.</b> Every product is a chain of fused multiply-adds in ascending order of the summed index, and
 * {@code Math.fma} is exactly rounded on every machine, so that neither the vectors of a processor nor the blocking of loops
 * changes a bit; processors without the instruction (before 2013) are slow but agree. Sums over samples are taken block by
 * block in the order of the blocks. Transcendental functions are {@code StrictMath}'s or polynomials of our own. Nothing native
 * is called.
 */
package org.macrodyn.net;
