package io.weir.backtest.data;

import io.weir.backtest.description.CategoricalFeature;
import io.weir.backtest.description.Description;
import io.weir.backtest.description.InputException;
import io.weir.backtest.description.Source;
import io.weir.backtest.description.TruthColumns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects rows of one or more files into columns. */
final class ExperimentBuilder {
  private final Description description;
  private final Set<String> nullable;
  private final List<String> armValues;
  private final Map<String, Integer> armIndex = new HashMap<>();
  private final Growing.Doubles numeric = new Growing.Doubles();
  private final Growing.Ints levels = new Growing.Ints();
  private final List<Map<String, Integer>> levelIndex = new ArrayList<>();
  private final Growing.Ints arm = new Growing.Ints();
  private final Growing.Doubles revenue = new Growing.Doubles();
  private final Growing.Doubles cost = new Growing.Doubles();
  private final Growing.Doubles propensity = new Growing.Doubles();
  private final Growing.Ints stratum = new Growing.Ints();
  private final Map<String, Integer> stratumIndex = new LinkedHashMap<>();
  private final Growing.Ints unit = new Growing.Ints();
  private final Map<String, Integer> unitIndex = new HashMap<>();
  private final RepeatedRows repeated = new RepeatedRows();
  private final Growing.Longs timestamp = new Growing.Longs();
  private final Growing.Ints randomized = new Growing.Ints();
  private final Growing.Doubles trueRevenue = new Growing.Doubles();
  private final Growing.Doubles trueCost = new Growing.Doubles();
  private int rows;
  private @Nullable Source fileSource;
  private ValueReader revenueReader = (row, armValue) -> Double.NaN;
  private ValueReader costReader = (row, armValue) -> Double.NaN;

  ExperimentBuilder(Description description) {
    this.description = description;
    nullable = Set.copyOf(description.nullableFeatures());
    armValues = description.arm().values();
    for (String value : armValues) {
      armIndex.put(value, armIndex.size());
    }
    for (int k = 0; k < description.categoricalFeatures().size(); k++) {
      levelIndex.add(new LinkedHashMap<>());
    }
  }

  void startFile(String file, List<String> columns, @Nullable Source source) {
    fileSource = source;
    List<String> required = new ArrayList<>(description.numericFeatures());
    description.categoricalFeatures().forEach(feature -> required.add(feature.column()));
    required.add(description.arm().column());
    for (String optional :
        new @Nullable String[] {
          description.propensity(),
          description.stratum(),
          description.unit(),
          description.timestamp(),
          source == null ? description.source() : null
        }) {
      if (optional != null) {
        required.add(optional);
      }
    }
    TruthColumns truth = description.truth();
    if (truth != null) {
      required.addAll(truth.revenue().values());
      required.addAll(truth.cost().values());
    }
    required.forEach(column -> CsvLogReader.requireColumn(columns, column, file));
    revenueReader = ValueReader.of("revenue", description.revenue(), columns, file);
    costReader = ValueReader.of("cost", description.cost(), columns, file);
  }

  void add(Row row) {
    String armValue = row.text(description.arm().column());
    Integer armOfRow = armIndex.get(armValue);
    if (armOfRow == null) {
      throw row.error(
          description.arm().column(), "unknown arm '" + armValue + "'; the arms are " + armValues);
    }
    boolean isRandomized = readSource(row) == Source.RCT;
    for (String column : description.numericFeatures()) {
      boolean missing = row.text(column).isBlank() && nullable.contains(column);
      numeric.add(missing ? Double.NaN : row.number(column));
    }
    for (int k = 0; k < levelIndex.size(); k++) {
      CategoricalFeature feature = description.categoricalFeatures().get(k);
      levels.add(indexOf(levelIndex.get(k), row.text(feature.column())));
    }
    arm.add(armOfRow);
    revenue.add(revenueReader.value(row, armValue));
    cost.add(costReader.value(row, armValue));
    readPropensity(row, isRandomized);
    stratum.add(
        description.stratum() == null ? 0 : indexOf(stratumIndex, row.text(description.stratum())));
    if (description.unit() != null) {
      unit.add(indexOf(unitIndex, row.text(description.unit())));
    }
    repeated.add(row.record());
    if (description.timestamp() != null) {
      timestamp.add(row.whole(description.timestamp()));
    }
    randomized.add(isRandomized ? 1 : 0);
    TruthColumns truth = description.truth();
    if (truth != null) {
      for (String value : armValues) {
        trueRevenue.add(row.number(named(truth.revenue(), value)));
        trueCost.add(row.number(named(truth.cost(), value)));
      }
    }
    rows++;
  }

  private static String named(Map<String, String> columns, String armValue) {
    return java.util.Objects.requireNonNull(columns.get(armValue));
  }

  private Source readSource(Row row) {
    if (fileSource != null) {
      return fileSource;
    }
    String column = description.source();
    if (column == null) {
      return Source.RCT;
    }
    String cell = row.text(column).trim().toUpperCase(Locale.ROOT);
    if (!Set.of("OBS", "RCT").contains(cell)) {
      throw row.error(column, "'" + row.text(column) + "' is neither OBS nor RCT");
    }
    return Source.valueOf(cell);
  }

  private void readPropensity(Row row, boolean isRandomized) {
    String column = description.propensity();
    if (column == null) {
      return;
    }
    if (!isRandomized) {
      propensity.add(Double.NaN);
      return;
    }
    double value = row.number(column);
    if (!(value > 0 && value <= 1)) {
      throw row.error(column, "the probability " + value + " is outside (0, 1]");
    }
    propensity.add(value);
  }

  private static int indexOf(Map<String, Integer> index, String value) {
    Integer known = index.get(value);
    if (known == null) {
      known = index.size();
      index.put(value, known);
    }
    return known;
  }

  Experiment build() {
    if (rows == 0) {
      throw new InputException("the files hold no rows");
    }
    int[] flags = randomized.toArray();
    boolean[] isRandomized = new boolean[rows];
    for (int row = 0; row < rows; row++) {
      isRandomized[row] = flags[row] == 1;
    }
    boolean hasTruth = description.truth() != null;
    return new Experiment(
        rows,
        armValues,
        description.arm().freeIndex(),
        numeric.toArray(),
        description.numericFeatures().size(),
        levels.toArray(),
        levelIndex.stream().map(index -> List.copyOf(index.keySet())).toList(),
        arm.toArray(),
        revenue.toArray(),
        cost.toArray(),
        description.propensity() == null ? null : propensity.toArray(),
        stratum.toArray(),
        Math.max(1, stratumIndex.size()),
        description.unit() == null ? null : unit.toArray(),
        repeated.count(),
        description.timestamp() == null ? null : timestamp.toArray(),
        isRandomized,
        hasTruth ? trueRevenue.toArray() : null,
        hasTruth ? trueCost.toArray() : null);
  }
}
