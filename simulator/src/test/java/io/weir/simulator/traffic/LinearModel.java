package io.weir.simulator.traffic;

import io.weir.contract.Layouts;
import io.weir.core.feature.FeatureEncoder;
import io.weir.core.feature.FeatureLayout;
import io.weir.core.feature.FeatureRow;
import io.weir.core.hash.Crc64Avro;
import io.weir.core.scoring.WeightBytes;
import io.weir.schemas.ActivationFunction;
import io.weir.schemas.Campaign;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.DualPrice;
import io.weir.schemas.GateDecision;
import io.weir.schemas.Model;
import io.weir.schemas.ModelMember;
import io.weir.simulator.world.ExperimentLog;
import io.weir.simulator.world.Ridge;
import io.weir.simulator.world.SimulatedCampaign;
import io.weir.simulator.world.Truth;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A published model of one layer: ridge regressions per arm on randomized rows, in the columns of
 * the wire contract, with the dual price at which its predicted cost meets the budget.
 */
public final class LinearModel {

  private static final int TRAINING_ROWS = 20_000;

  private final SimulatedCampaign campaign;
  private final Campaign campaignRecord;
  private final FeatureLayout layout;
  private final FeatureEncoder encoder;
  private final FeatureRow features = new FeatureRow();
  private final List<double[]> rows = new ArrayList<>();
  private final float[] weights;
  private final float[] mean;
  private final float[] scale;
  private final int arms;

  LinearModel(SimulatedCampaign campaign, Campaign campaignRecord, SplittableRandom random) {
    this.campaign = campaign;
    this.campaignRecord = campaignRecord;
    this.arms = campaign.world().arms();
    int d = campaignRecord.getNumericFeatures().size();
    mean = new float[d];
    scale = new float[d];
    ExperimentLog log = new ExperimentLog(campaign, true, random);
    List<ExperimentLog.Row> sample = new ArrayList<>();
    for (int i = 0; i < TRAINING_ROWS; i++) {
      sample.add(log.next(0));
    }
    for (int k = 0; k < d; k++) {
      double sum = 0;
      double squares = 0;
      for (ExperimentLog.Row row : sample) {
        double value = row.person().numeric()[k];
        sum += value / TRAINING_ROWS;
        squares += value * value / TRAINING_ROWS;
      }
      mean[k] = (float) sum;
      scale[k] = (float) Math.sqrt(squares - sum * sum);
    }
    layout = Layouts.of(campaignRecord);
    encoder = new FeatureEncoder(mean, scale);
    weights = fit(sample);
  }

  private float[] fit(List<ExperimentLog.Row> sample) {
    int columns = layout.inputSize();
    double[][][] gram = new double[arms][columns][columns];
    double[][] moments = new double[2 * arms][columns];
    for (ExperimentLog.Row row : sample) {
      double[] x = encode(row);
      rows.add(x);
      for (int a = 0; a < columns; a++) {
        moments[row.arm()][a] += x[a] * row.revenue();
        moments[arms + row.arm()][a] += x[a] * row.costMicros() * 1e-6;
        for (int b = 0; b < columns; b++) {
          gram[row.arm()][a][b] += x[a] * x[b];
        }
      }
    }
    float[] flat = new float[2 * arms * columns + 2 * arms];
    for (int output = 0; output < 2 * arms; output++) {
      double[] w = Ridge.solve(gram[output % arms], moments[output]);
      for (int a = 0; a < columns; a++) {
        flat[output * columns + a] = (float) w[a];
      }
    }
    return flat;
  }

  private double[] encode(ExperimentLog.Row row) {
    List<Float> numeric = new ArrayList<>();
    for (float value : row.person().numeric()) {
      numeric.add(value);
    }
    List<String> categorical = List.of(row.person().categorical());
    if (layout.read(layout.featureSet(), numeric, categorical, features) != null) {
      throw new IllegalStateException("the simulator drew invalid features");
    }
    float[] x = new float[layout.inputSize()];
    encoder.encode(features, x, 0);
    double[] wide = new double[x.length];
    Arrays.setAll(wide, i -> x[i]);
    return wide;
  }

  Model model(long version) {
    ByteBuffer bytes = ByteBuffer.wrap(WeightBytes.encode(weights));
    Instant now = campaignRecord.getBudget().getPeriodStart();
    return new Model(
        campaign.campaignId(),
        version,
        null,
        now,
        now,
        campaignRecord.getFeatureSet(),
        campaign.world().spec().arms(),
        List.of(
            new ModelMember(List.of(layout.inputSize(), 2 * arms), ActivationFunction.RELU, bytes)),
        boxed(mean),
        boxed(scale),
        1.0,
        1.0,
        new Crc64Avro().update(bytes).value(),
        Map.of(),
        campaignRecord.getCategoricalFeatures().stream()
            .map(f -> new CategoricalFeature(f.getName(), f.getBuckets()))
            .toList(),
        campaignRecord.getNumericFeatures(),
        List.of());
  }

  DualPrice price(long version) {
    int columns = layout.inputSize();
    double[] gains = new double[rows.size() * arms];
    double[] costs = new double[rows.size() * arms];
    for (int i = 0; i < rows.size(); i++) {
      double free = output(rows.get(i), 0, columns);
      for (int arm = 1; arm < arms; arm++) {
        gains[i * arms + arm] = output(rows.get(i), arm, columns) - free;
        costs[i * arms + arm] = Math.max(0, output(rows.get(i), arms + arm, columns));
      }
    }
    Truth predicted = new Truth(gains, costs, rows.size(), arms);
    Instant now = campaignRecord.getBudget().getPeriodStart();
    return new DualPrice(
        campaign.campaignId(),
        version,
        1L,
        now,
        now,
        now,
        predicted.dualPriceAt(campaign.budgetPerImpression()),
        Math.round(1e6 * campaign.budgetPerImpression()),
        List.of(),
        0.0,
        0.0,
        0.0,
        new GateDecision(true, "OK"),
        Map.of());
  }

  private double output(double[] x, int output, int columns) {
    double sum = 0;
    for (int a = 0; a < columns; a++) {
      sum += weights[output * columns + a] * x[a];
    }
    return sum;
  }

  private static List<Float> boxed(float[] values) {
    List<Float> list = new ArrayList<>();
    for (float value : values) {
      list.add(value);
    }
    return list;
  }
}
