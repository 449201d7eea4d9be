package io.weir.backtest.method;

import io.weir.backtest.learner.BatchMethod;
import io.weir.backtest.learner.Predictor;
import java.util.function.Function;

/**
 * A method of the library, made for the data's budgets and the networks asked for.
 *
 * @param name name on the command line and in the table
 * @param make makes the method
 */
record LibraryMethod(String name, Function<TrainingData, BatchMethod> make)
    implements BacktestMethod {

  @Override
  public Predictor fit(TrainingData data, long seed) {
    return make.apply(data).fit(data.obs(), data.rct(), seed);
  }
}
