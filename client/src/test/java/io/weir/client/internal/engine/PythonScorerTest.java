package io.weir.client.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.client.Records;
import io.weir.client.decision.TimeToLive;
import io.weir.contract.UnpackedModel;
import io.weir.core.scoring.WeightBytes;
import io.weir.schemas.ActivationFunction;
import io.weir.schemas.Arm;
import io.weir.schemas.Budget;
import io.weir.schemas.Campaign;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Holdout;
import io.weir.schemas.Impression;
import io.weir.schemas.Model;
import io.weir.schemas.ModelMember;
import io.weir.schemas.wire.RecordCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The scorer in Python, written from the schemas' doc strings alone, decides as the client does:
 * 10,200 decisions, by models of all activations, with missing values.
 */
class PythonScorerTest {
  private static final int IMPRESSIONS = 3_400;
  private static final List<String> ARMS = List.of("free", "small", "médium", "big");
  private static final List<String> NUMERIC = List.of("age", "spend", "visits", "recency", "x");
  private static final List<CategoricalFeature> CATEGORICAL =
      List.of(new CategoricalFeature("city", 13), new CategoricalFeature("mood", 5));
  private static final List<String> NULLABLE = List.of("spend", "recency", "mood");
  private static final List<String> WORDS =
      List.of(
          "", "Rome", "Zürich", "東京都", "Москва", "القاهرة", "e\u0301", "\u00e9", "a\"b\\c", "\t");
  private static final List<String> MOODS =
      List.of("", "🎉", "🚕🚕", "👩‍👩‍👧", "ok", "नमस्ते", "🇨🇭!");

  private static String python = "";

  @TempDir Path directory;

  @BeforeAll
  static void findPython() throws Exception {
    for (String candidate : List.of("python3", "/usr/bin/python3")) {
      if (runs(candidate)) {
        python = candidate;
        return;
      }
    }
    Assumptions.abort(
        "skipped: no python3 with avro and numpy here (Debian: python3-avro, python3-numpy)");
  }

  private static boolean runs(String candidate) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(candidate, "-c", "import avro, numpy")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({"RELU,0.7", "TANH,1.1", "SOFTPLUS,0.2"})
  void decidesAsTheClientDoes(ActivationFunction activation, double price) throws Exception {
    Model model = model(activation);
    DecisionEngine engine = new DecisionEngine(TimeToLive.DEFAULT);
    engine.apply(campaign());
    engine.apply(model, Records.T0);
    engine.apply(Records.price(1, 1, price), Records.T0);
    List<Impression> impressions = impressions(activation.ordinal());
    List<String> decided = new ArrayList<>();
    for (Impression impression : impressions) {
      decided.add(engine.decide(impression, Records.T0).armId());
    }
    Set<String> chosen = new TreeSet<>(decided);
    assertThat(chosen).as("every arm is somebody's").containsExactlyInAnyOrderElementsOf(ARMS);
    assertThat(scoredByPython(model, price, impressions)).isEqualTo(decided);
  }

  private List<String> scoredByPython(Model model, double price, List<Impression> impressions)
      throws Exception {
    Path modelFile =
        Files.write(directory.resolve("model"), new RecordCodec<>(Model.class).encode(model));
    List<String> lines = impressions.stream().map(PythonScorerTest::json).toList();
    Path input = Files.write(directory.resolve("impressions.json"), lines, StandardCharsets.UTF_8);
    Path output = directory.resolve("arms.txt");
    Path errors = directory.resolve("errors.txt");
    ProcessBuilder builder =
        new ProcessBuilder(python, script().toString(), modelFile.toString(), "" + price);
    builder.environment().put("PYTHONIOENCODING", "utf-8");
    Process process =
        builder
            .redirectInput(input.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    return Files.readAllLines(output, StandardCharsets.UTF_8);
  }

  private static Path script() {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("examples/scoring/score.py"))) {
      root = root.getParent();
      assertThat(root).as("examples/scoring/score.py above the working directory").isNotNull();
    }
    return root.resolve("examples/scoring/score.py");
  }

  private static String json(Impression impression) {
    List<String> numeric =
        impression.getNumericFeatures().stream()
            .map(value -> value.isNaN() ? "null" : value.toString())
            .toList();
    List<String> categorical =
        impression.getCategoricalFeatures().stream()
            .map(
                v -> '"' + v.replace("\\", "\\\\").replace("\"", "\\\"").replace("\t", "\\t") + '"')
            .toList();
    return "{\"featureSet\": \"%s\", \"numericFeatures\": %s, \"categoricalFeatures\": %s}"
        .formatted(impression.getFeatureSet(), numeric, categorical);
  }

  /**
   * One in 75 cannot be scored: another feature set, a value that is missing, infinite or must not
   * be missing. Of nullable values, one in five is missing.
   */
  private static List<Impression> impressions(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Impression> impressions = new ArrayList<>();
    for (int i = 0; i < IMPRESSIONS; i++) {
      List<Float> numeric = new ArrayList<>();
      for (int k = 0; k < NUMERIC.size(); k++) {
        boolean missing = NULLABLE.contains(NUMERIC.get(k)) && random.nextInt(5) == 0;
        numeric.add(missing ? Float.NaN : (float) random.nextDouble(-3, 5));
      }
      int fault = random.nextInt(300);
      if (fault == 1) {
        numeric.remove(0);
      } else if (fault == 2) {
        numeric.set(2, Float.NEGATIVE_INFINITY);
      } else if (fault == 3) {
        // Not nullable.
        numeric.set(0, Float.NaN);
      }
      String city = WORDS.get(random.nextInt(WORDS.size())) + "#".repeat(random.nextInt(5));
      impressions.add(
          new Impression(
              "i" + i,
              Records.ID,
              "u" + i,
              Instant.ofEpochMilli(Records.T0 + 1),
              fault == 0 ? "v2" : "v1",
              numeric,
              List.of(city, MOODS.get(random.nextInt(MOODS.size()))),
              null,
              null));
    }
    return impressions;
  }

  private static Campaign campaign() {
    return new Campaign(
        Records.ID,
        1L,
        CampaignStatus.ACTIVE,
        ARMS.stream().map(id -> new Arm(id, id)).toList(),
        "v1",
        NUMERIC,
        CATEGORICAL,
        new Holdout(0.0, Map.of(ARMS.get(0), 1.0), "salt", false),
        new Budget(
            1L,
            "EUR",
            Instant.ofEpochMilli(Records.T0),
            Instant.ofEpochMilli(Records.T0 + Records.PERIOD_MILLIS)),
        60_000L,
        Map.of(),
        1.0,
        null,
        NULLABLE,
        null);
  }

  private static Model model(ActivationFunction activation) {
    SplittableRandom random = new SplittableRandom(30 + activation.ordinal());
    List<ModelMember> members =
        List.of(
            member(List.of(26, 32, 16, 8), activation, random),
            member(List.of(26, 20, 8), activation, random),
            member(List.of(26, 8), activation, random));
    Instant now = Instant.ofEpochMilli(Records.T0);
    Model model =
        new Model(
            Records.ID,
            1L,
            null,
            now,
            now,
            "v1",
            ARMS,
            members,
            List.of(1f, 0.5f, -2f, 0f, 3.25f),
            List.of(2f, 0.1f, 1f, 7f, 1.5f),
            2.5,
            0.4,
            0L,
            Map.of(),
            CATEGORICAL,
            NUMERIC,
            NULLABLE);
    model.setChecksum(UnpackedModel.checksum(model));
    return model;
  }

  private static ModelMember member(
      List<Integer> sizes, ActivationFunction activation, SplittableRandom random) {
    List<Float> weights = new ArrayList<>();
    for (int l = 1; l < sizes.size(); l++) {
      double bound = Math.sqrt(3.0 / sizes.get(l - 1));
      for (int k = 0; k < (sizes.get(l - 1) + 1) * sizes.get(l); k++) {
        weights.add((float) random.nextDouble(-bound, bound));
      }
    }
    float[] flat = new float[weights.size()];
    for (int k = 0; k < flat.length; k++) {
      flat[k] = weights.get(k);
    }
    return new ModelMember(sizes, activation, ByteBuffer.wrap(WeightBytes.encode(flat)));
  }
}
