package io.weir.jobs.sql;

import io.weir.contract.Suggestions;
import io.weir.schemas.BudgetStatus;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.DualPrice;
import io.weir.schemas.Impression;
import io.weir.schemas.Model;
import io.weir.schemas.Outcome;
import io.weir.schemas.Sample;
import io.weir.schemas.Treatment;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.table.api.ValidationException;

/** The records that have a topic, and with it a table. */
enum SqlRecord {
  IMPRESSION(Impression.class),
  TREATMENT(Treatment.class),
  OUTCOME(Outcome.class),
  SAMPLE(Sample.class),
  CAMPAIGN(Campaign.class),
  MODEL(Model.class),
  DUAL_PRICE(DualPrice.class),
  BUDGET_STATUS(BudgetStatus.class),
  DEAD_LETTER(DeadLetter.class);

  private final Class<? extends SpecificRecord> type;

  SqlRecord(Class<? extends SpecificRecord> type) {
    this.type = type;
  }

  /**
   * Returns the record of a simple name, such as {@code Sample}.
   *
   * @throws ValidationException if there is none, with a suggestion
   */
  static SqlRecord named(String name) {
    for (SqlRecord record : values()) {
      if (record.recordName().equals(name)) {
        return record;
      }
    }
    List<String> known = Arrays.stream(values()).map(SqlRecord::recordName).toList();
    throw new ValidationException(
        "there is no record "
            + name
            + Suggestions.didYouMean(name, known)
            + "; known: "
            + String.join(", ", known));
  }

  Class<? extends SpecificRecord> type() {
    return type;
  }

  /** Returns the simple name of the record. */
  String recordName() {
    return type.getSimpleName();
  }

  Schema schema() {
    return SpecificData.getForClass(type).getSchema(type);
  }
}
