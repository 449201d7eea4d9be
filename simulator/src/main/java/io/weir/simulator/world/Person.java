package io.weir.simulator.world;

/**
 * One unit of the population: always the same for the same campaign, seed and index. Arrays are
 * owned by the person and not to be modified.
 *
 * @param index position in the population
 * @param unitId randomization unit, unique in the campaign
 * @param scores standard normal scores behind the numeric features
 * @param numeric numeric features as logged
 * @param codes positions of the categorical values in their features' lists
 * @param categorical categorical features as logged
 * @param intent hidden intent: arcsine distributed (most people lean clearly one way), mean 0 and
 *     variance 1, independent of every feature. It is in no log
 */
@SuppressWarnings("ArrayRecordComponent") // a value holder of the hot path; never compared
public record Person(
    int index,
    String unitId,
    double[] scores,
    float[] numeric,
    int[] codes,
    String[] categorical,
    double intent) {}
