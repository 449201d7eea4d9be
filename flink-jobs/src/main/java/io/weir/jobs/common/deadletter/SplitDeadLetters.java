package io.weir.jobs.common.deadletter;

import io.weir.jobs.common.TaskJvm;
import io.weir.schemas.DeadLetter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Parts a source's elements: what the job works on goes on, dead letters leave by the side output
 * {@link #DEAD_LETTERS}, counted by reason.
 *
 * @param <T> what the job works on
 */
public final class SplitDeadLetters<T> extends ProcessFunction<Either<T, DeadLetter>, T> {
  private static final long serialVersionUID = 1L;

  static {
    TaskJvm.prepare();
  }

  /** Side output of every operator that makes dead letters. */
  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", new AvroTypeInfo<>(DeadLetter.class));

  private transient @Nullable ReasonCounters counters;

  @Override
  public void open(OpenContext context) {
    counters = new ReasonCounters(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(Either<T, DeadLetter> element, Context context, Collector<T> out) {
    if (element.isLeft()) {
      out.collect(element.left());
      return;
    }
    DeadLetter letter = element.right();
    if (counters != null) {
      counters.count(letter);
    }
    context.output(DEAD_LETTERS, letter);
  }
}
