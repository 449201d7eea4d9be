package io.weir.cli.campaign.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.weir.core.money.Money;
import io.weir.kafka.DurationConverter;
import io.weir.schemas.Arm;
import io.weir.schemas.Budget;
import io.weir.schemas.Campaign;
import io.weir.schemas.CategoricalFeature;
import io.weir.schemas.Holdout;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A campaign in the form of a file, so that what is in force can be shown, compared and edited. */
public final class CampaignForm {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .build());
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Map<String, Object> values;

  private CampaignForm(Map<String, Object> values) {
    this.values = values;
  }

  /** Returns the form of a record; its version is no part of it. */
  public static CampaignForm of(Campaign campaign) {
    Map<String, Object> arms = new LinkedHashMap<>();
    for (Arm arm : campaign.getArms()) {
      arms.put(arm.getArmId(), arm.getName());
    }
    Map<String, Object> categorical = new LinkedHashMap<>();
    for (CategoricalFeature feature : campaign.getCategoricalFeatures()) {
      categorical.put(feature.getName(), feature.getBuckets());
    }
    Map<String, Object> features = new LinkedHashMap<>();
    features.put("set", campaign.getFeatureSet());
    features.put("numeric", campaign.getNumericFeatures());
    features.put("categorical", categorical);
    if (!campaign.getNullableFeatures().isEmpty()) {
      features.put("nullable", campaign.getNullableFeatures());
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("campaign", campaign.getCampaignId());
    values.put("status", campaign.getStatus().name().toLowerCase(Locale.ROOT));
    values.put("arms", arms);
    values.put("features", features);
    values.put("policy-share", campaign.getPolicyShare());
    values.put("holdout", holdout(campaign.getHoldout(), campaign.getHoldoutSpendCapMicros()));
    values.put("budget", budget(campaign.getBudget()));
    if (campaign.getRevenueUnit() != null) {
      values.put("revenue", campaign.getRevenueUnit());
    }
    values.put(
        "attribution-window",
        DurationConverter.format(Duration.ofMillis(campaign.getAttributionWindowMs())));
    if (!campaign.getLearning().isEmpty()) {
      values.put("learning", new TreeMap<String, Object>(campaign.getLearning()));
    }
    return new CampaignForm(values);
  }

  private static Map<String, Object> holdout(Holdout holdout, @Nullable Long spendCapMicros) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("rate", holdout.getRate());
    values.put("salt", holdout.getSalt());
    values.put("per-impression", holdout.getPerImpression());
    if (spendCapMicros != null) {
      values.put("spend-cap", amount(spendCapMicros));
    }
    values.put("probabilities", new TreeMap<String, Object>(holdout.getArmProbabilities()));
    return values;
  }

  private static Map<String, Object> budget(Budget budget) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("amount", amount(budget.getAmountMicros()));
    values.put("currency", budget.getCurrency());
    values.put("from", budget.getPeriodStart().toString());
    values.put("to", budget.getPeriodEnd().toString());
    return values;
  }

  private static BigDecimal amount(long micros) {
    BigDecimal amount = new Money(micros).decimal().stripTrailingZeros();
    return amount.scale() < 0 ? amount.setScale(0) : amount;
  }

  /** Returns it as YAML. */
  public String toYaml() {
    return write(YAML);
  }

  /** Returns it as JSON. */
  public String toJson() {
    return write(JSON);
  }

  private String write(ObjectMapper mapper) {
    try {
      return mapper.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers must be writable", e);
    }
  }

  /** Returns every value by its key, such as {@code budget.amount}, in the order of the file. */
  public Map<String, String> flat() {
    Map<String, String> flat = new LinkedHashMap<>();
    flatten("", values, flat);
    return flat;
  }

  private static void flatten(String path, Map<?, ?> from, Map<String, String> to) {
    from.forEach(
        (key, value) -> {
          String below = path.isEmpty() ? key.toString() : path + "." + key;
          if (value instanceof Map<?, ?> map) {
            flatten(below, map, to);
          } else if (value instanceof List<?> list) {
            to.put(below, String.join(", ", list.stream().map(Object::toString).toList()));
          } else {
            to.put(below, value.toString());
          }
        });
  }

  /**
   * Returns what becomes of it with some values set, as if they stood in the file.
   *
   * @param settings new texts by key; an empty one removes the key
   * @param now what {@code now} stands for
   * @param check looks at the result
   */
  public CampaignFile with(Map<String, String> settings, Instant now, CampaignCheck check) {
    Map<String, Object> changed = copy(values);
    if (settings.containsKey("budget.for")) {
      put(changed, "budget.to", "");
    }
    settings.forEach((key, text) -> put(changed, key, text));
    return CampaignFile.of((FileNode.Fields) node(changed), new ArrayList<>(), now, check);
  }

  private static Map<String, Object> copy(Map<?, ?> from) {
    Map<String, Object> copy = new LinkedHashMap<>();
    from.forEach(
        (key, value) -> copy.put(key.toString(), value instanceof Map<?, ?> m ? copy(m) : value));
    return copy;
  }

  private static void put(Map<String, Object> into, String path, String text) {
    int dot = path.indexOf('.');
    String key = dot < 0 ? path : path.substring(0, dot);
    if (dot < 0) {
      if (text.isEmpty()) {
        into.remove(key);
      } else {
        into.put(key, text);
      }
      return;
    }
    // Learning options have dots of their own.
    boolean flatBelow = key.equals("learning");
    Object below = into.computeIfAbsent(key, k -> new LinkedHashMap<String, Object>());
    if (!(below instanceof Map<?, ?>)) {
      below = new LinkedHashMap<String, Object>();
      into.put(key, below);
    }
    @SuppressWarnings("unchecked") // copies hold such maps only
    Map<String, Object> map = (Map<String, Object>) below;
    String rest = path.substring(dot + 1);
    if (!flatBelow) {
      put(map, rest, text);
    } else if (text.isEmpty()) {
      map.remove(rest);
    } else {
      map.put(rest, text);
    }
  }

  private static FileNode node(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, FileNode> fields = new LinkedHashMap<>();
      map.forEach((key, below) -> fields.put(key.toString(), node(below)));
      return new FileNode.Fields(0, fields);
    }
    if (value instanceof List<?> list) {
      return new FileNode.Items(0, list.stream().map(CampaignForm::node).toList());
    }
    return new FileNode.Text(0, value.toString());
  }
}
