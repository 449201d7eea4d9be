package io.weir.core.f64.level;

import io.weir.core.f64.network.Mlp;
import io.weir.core.f64.optim.Vectors;
import io.weir.core.linalg.DenseKernels;
import io.weir.core.network.MlpShape;

/**
 * The prediction loss on observational data with the bridge's pseudo-labels (Bi-DFCL, Eq. 9), and
 * its derivatives by theta and by the weights, summed over the members of an ensemble (one in the
 * paper), which share the bridge:
 *
 * <pre>
 * L = 1/N sum over cells of (f - y)^2 where the arm was given, of the pseudo-label's loss where not,
 *     + ridge |theta|^2</pre>
 *
 * <p>Member q's parameters are the q-th stretch of theta. A workspace that takes the rows in chunks
 * of at most chunkRows, member by member, so that no step is long. Not thread-safe.
 */
public final class LowerLevel {
  private final Mlp mlp;
  private final int members;
  private final PseudoLabels mode;
  private final double ridge;
  private final int chunkRows;
  private final int columns;
  private final double[] cellGradient;
  private final double[] cellCurvature;
  private final double[] cellMixed;
  private final double[] tangent;
  private final double[] product;
  private int boundRows;
  private int boundOffset;
  private long binding;
  private boolean exactReady;

  /**
   * A workspace for one target shape.
   *
   * @param chunkRows most rows per step
   * @param ridge weight of the squared norm of theta, at least zero
   */
  public LowerLevel(
      MlpShape shape, DenseKernels kernels, int chunkRows, PseudoLabels mode, double ridge) {
    this(shape, 1, kernels, chunkRows, mode, ridge);
  }

  /**
   * A workspace for an ensemble of one shape, whose prediction is the members' mean.
   *
   * @param members networks; one alone with {@link PseudoLabels#FROZEN}
   * @param chunkRows most rows per step
   * @param ridge weight of the squared norm of theta, at least zero
   * @throws IllegalArgumentException if members is out of range
   */
  public LowerLevel(
      MlpShape shape,
      int members,
      DenseKernels kernels,
      int chunkRows,
      PseudoLabels mode,
      double ridge) {
    if (members < 1 || (members > 1 && mode == PseudoLabels.FROZEN)) {
      throw new IllegalArgumentException(members + " members with labels " + mode);
    }
    this.members = members;
    this.mlp = new Mlp(shape, kernels, chunkRows);
    this.mode = mode;
    this.ridge = ridge;
    this.chunkRows = chunkRows;
    this.columns = shape.outputSize();
    this.cellGradient = new double[chunkRows * columns];
    this.cellCurvature = new double[chunkRows * columns];
    this.cellMixed = new double[chunkRows * columns];
    this.tangent = new double[chunkRows * columns];
    this.product = new double[shape.parameterCount()];
  }

  /** Steps needed to go through a batch, all members. */
  public int chunks(SampleBatch batch) {
    return members * rowChunks(batch);
  }

  /** Stretches that a batch's rows are cut into. */
  int rowChunks(SampleBatch batch) {
    return (batch.rows + chunkRows - 1) / chunkRows;
  }

  /** Length of theta. */
  public int parameterCount() {
    return members * product.length;
  }

  /** Output columns, twice the arms. */
  public int columns() {
    return columns;
  }

  /** The pseudo-label variant. */
  public PseudoLabels mode() {
    return mode;
  }

  /** First row of a chunk. */
  int from(SampleBatch batch, int chunk) {
    return chunk % rowChunks(batch) * chunkRows;
  }

  /** Rows of a chunk. */
  int rows(SampleBatch batch, int chunk) {
    return Math.min(chunkRows, batch.rows - from(batch, chunk));
  }

  /**
   * Adds one chunk's share of the mean predictions to its place in predictions, row-major [rows,
   * columns]; the first member's share replaces what is there.
   */
  public void predict(double[] theta, SampleBatch batch, int chunk, double[] predictions) {
    forward(theta, batch, chunk);
    double[] f = mlp.output();
    int at = from(batch, chunk) * columns;
    int cells = boundRows * columns;
    if (members == 1) {
      System.arraycopy(f, 0, predictions, at, cells);
      return;
    }
    boolean first = boundOffset == 0;
    for (int i = 0; i < cells; i++) {
      predictions[at + i] = (first ? 0 : predictions[at + i]) + f[i] / members;
    }
  }

  /** Adds to gradient the derivative by theta given that by the predictions of one chunk's rows. */
  void addPredictionGradient(
      double[] theta,
      SampleBatch batch,
      int chunk,
      double[] predictionGradient,
      double[] gradient) {
    forward(theta, batch, chunk);
    int at = from(batch, chunk) * columns;
    for (int i = 0; i < boundRows * columns; i++) {
      tangent[i] = predictionGradient[at + i] / members;
    }
    mlp.vjp(tangent, product, 0);
    addProduct(gradient);
  }

  /**
   * Evaluates one chunk and makes it the one the add methods speak of; returns its part of the
   * loss, without ridge.
   *
   * @param weights the bridge's, row-major [rows, columns] for the whole batch
   */
  /* wide */ double bind(double[] theta, SampleBatch batch, double[] weights, int chunk) {
    forward(theta, batch, chunk);
    double[] f = mlp.output();
    int start = from(batch, chunk);
    double scale = 1 / (double) batch.rows;
    /* wide */ double loss = 0;
    for (int i = 0; i < boundRows; i++) {
      int row = start + i;
      int given = batch.arm[row];
      for (int j = 0; j < columns; j++) {
        int cell = i * columns + j;
        int arm = j < batch.arms ? j : j - batch.arms;
        if (arm == given) {
          double error = f[cell] - (j < batch.arms ? batch.revenue[row] : batch.cost[row]);
          loss += error * error;
          cellGradient[cell] = 2 * scale * error;
          cellCurvature[cell] = 2 * scale;
          cellMixed[cell] = 0;
        } else {
          loss +=
              counterfactual(
                  batch, row * columns + j, cell, weights[row * columns + j], f[cell], scale);
        }
      }
    }
    return loss * scale;
  }

  private double counterfactual(
      SampleBatch batch, int at, int cell, double w, double f, double scale) {
    double distance = f - batch.teacher[at];
    switch (mode) {
      case FLOW -> {
        cellGradient[cell] = 2 * scale * w * w * distance;
        cellCurvature[cell] = 2 * scale * w * w;
        cellMixed[cell] = 4 * scale * w * distance;
        return w * w * distance * distance;
      }
      case SGFP -> {
        cellGradient[cell] = 2 * scale * w * distance;
        cellCurvature[cell] = 2 * scale * w;
        cellMixed[cell] = 2 * scale * distance;
        return w * distance * distance;
      }
      case FROZEN -> {
        double correction = batch.teacher[at] - batch.anchor[at];
        double error = f - batch.anchor[at] - w * correction;
        cellGradient[cell] = 2 * scale * error;
        cellCurvature[cell] = 2 * scale;
        cellMixed[cell] = -2 * scale * correction;
        return error * error;
      }
    }
    throw new AssertionError(mode);
  }

  /** Identifies the present binding; another forward of any kind ends it. */
  long binding() {
    return binding;
  }

  /** Adds the bound chunk's dL/dtheta. */
  void addGradient(double[] gradient) {
    mlp.backward(cellGradient, product, 0);
    exactReady = true;
    addProduct(gradient);
  }

  private void addProduct(double[] sum) {
    Vectors.addScaled(sum, boundOffset, 1, product, product.length);
  }

  /** Adds the bound chunk's product of curvature and v. */
  void addProduct(Curvature curvature, double[] v, double[] result) {
    if (curvature == Curvature.EXACT) {
      if (!exactReady) {
        mlp.backward(cellGradient, product, 0);
        exactReady = true;
      }
      mlp.hessianVector(v, boundOffset, cellCurvature, product, 0);
    } else {
      mlp.gaussNewton(v, boundOffset, cellCurvature, product, 0);
    }
    addProduct(result);
  }

  /**
   * The bound chunk's derivative by each weight of the scalar v^T dL/dtheta, row-major [chunk rows,
   * columns]; the next call overwrites it.
   */
  double[] mixed(double[] v) {
    mlp.jvp(v, boundOffset, tangent);
    for (int i = 0; i < boundRows * columns; i++) {
      tangent[i] *= cellMixed[i];
    }
    return tangent;
  }

  /** Adds the ridge's gradient and returns its part of the loss. */
  /* wide */ double addRidge(double[] theta, double[] gradient) {
    addRidgeProduct(theta, gradient);
    return ridge * Vectors.dot(theta, theta, parameterCount());
  }

  /** Adds the ridge's part of a curvature product. */
  void addRidgeProduct(double[] v, double[] result) {
    if (ridge != 0) {
      Vectors.addScaled(result, 2 * ridge, v);
    }
  }

  private void forward(double[] theta, SampleBatch batch, int chunk) {
    binding++;
    exactReady = false;
    boundRows = rows(batch, chunk);
    boundOffset = chunk / rowChunks(batch) * product.length;
    mlp.forward(theta, boundOffset, batch.x, from(batch, chunk) * batch.features, boundRows);
  }
}
