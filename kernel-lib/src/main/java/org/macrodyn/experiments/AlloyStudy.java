package org.macrodyn.experiments;

import java.util.Map;
import org.macrodyn.sde.TrainingResult;

/**
 * What the NbMoTa experiment has learnt.
 *
 * @param onsager SDE of 8192 atoms with T as a parameter, its drift an OnsagerNet
 * @param network the same with a plain network as drift
 * @param sizes SDE at the size law's temperature for each size, by cells along each axis
 */
public record AlloyStudy(TrainingResult onsager, TrainingResult network, Map<Integer, TrainingResult> sizes) {}
