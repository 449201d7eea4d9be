package io.weir.core.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.core.network.Activation;
import io.weir.core.network.MlpShape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Numbers made once by an independent implementation, kept unchanged among the test resources. */
public final class Golden {
  private final JsonNode root;

  private Golden(JsonNode root) {
    this.root = root;
  }

  public static Golden read(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name + ".json")) {
      return new Golden(new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The node at a path of names separated by slashes. */
  public JsonNode at(String path) {
    JsonNode node = root.at("/" + path);
    assertThat(node.isMissingNode()).as(path).isFalse();
    return node;
  }

  /** A number. */
  public double number(String path) {
    assertThat(at(path).isNumber()).as(path).isTrue();
    return at(path).asDouble();
  }

  /** All numbers below a path, row by row. */
  public double[] vector(String path) {
    List<Double> values = new ArrayList<>();
    collect(at(path), values);
    assertThat(values).as(path).isNotEmpty();
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** All integers below a path. */
  public int[] integers(String path) {
    double[] values = vector(path);
    int[] result = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (int) values[i];
    }
    return result;
  }

  /** The shape from a path with sizes and a path with an activation's name. */
  public MlpShape shape(String sizesPath, String activationPath) {
    return new MlpShape(
        integers(sizesPath),
        Activation.valueOf(at(activationPath).asText().toUpperCase(Locale.ROOT)));
  }

  /** Fails unless the error is at most the tolerance times the vector's largest entry. */
  public static void assertClose(
      double[] actual, double[] expected, double tolerance, String what) {
    assertThat(actual.length).as(what).isGreaterThanOrEqualTo(expected.length);
    double scale = 1e-300;
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      scale = Math.max(scale, Math.abs(expected[i]));
      worst =
          Math.max(
              worst,
              Double.isNaN(actual[i])
                  ? Double.POSITIVE_INFINITY
                  : Math.abs(actual[i] - expected[i]));
    }
    assertThat(worst / scale).as(what).isLessThanOrEqualTo(tolerance);
  }

  private static void collect(JsonNode node, List<Double> values) {
    if (node.isArray()) {
      node.forEach(child -> collect(child, values));
    } else {
      assertThat(node.isNumber()).isTrue();
      values.add(node.asDouble());
    }
  }
}
