package io.weir.jobs.common.time;

import io.weir.jobs.common.RuntimeOptions;
import io.weir.schemas.DeadLetter;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.types.Either;

/** How event time advances. */
public final class EventTime {
  private static final Duration ALIGNMENT_INTERVAL = Duration.ofMillis(500);

  private EventTime() {}

  /**
   * Reads an element's event time.
   *
   * @param <T> element
   */
  @FunctionalInterface
  public interface TimeOf<T> extends Serializable {
    /** Returns the event time in milliseconds since the epoch, UTC. */
    long millis(T element);
  }

  /**
   * Returns watermarks for a topic of events: bounded disorder behind each partition's {@link
   * EventFront}, idle partitions left out, no topic of the group far ahead of the others. Dead
   * letters have no time and move nothing.
   *
   * <p>Flink's own idleness would count the time in which the broker is away, and so let the first
   * partition that is read again run ahead of all others.
   *
   * @param alignmentGroup name that the aligned topics share
   */
  public static <T> WatermarkStrategy<Either<T, DeadLetter>> events(
      RuntimeOptions options, String alignmentGroup, TimeOf<T> timeOf) {
    long disorderMillis = options.outOfOrderness().toMillis();
    long idlenessMillis = options.idleness().toMillis();
    return WatermarkStrategy.<Either<T, DeadLetter>>forGenerator(
            context ->
                new FrontWatermarks<>(
                    disorderMillis,
                    context.getInputActivityClock(),
                    new Silence(idlenessMillis, InputContacts.of(context.getMetricGroup()))))
        .withTimestampAssigner(
            (element, brokerTime) ->
                element.isLeft() ? timeOf.millis(element.left()) : Long.MIN_VALUE)
        .withWatermarkAlignment(alignmentGroup, options.alignmentDrift(), ALIGNMENT_INTERVAL);
  }

  /**
   * Returns watermarks for a stream of configuration: always idle, so that it neither holds event
   * time back nor drives it.
   */
  public static <T> WatermarkStrategy<T> configuration() {
    return WatermarkStrategy.forGenerator(context -> new AlwaysIdle<T>());
  }

  private static final class AlwaysIdle<T> implements WatermarkGenerator<T> {
    @Override
    public void onEvent(T event, long eventTimestamp, WatermarkOutput output) {
      output.markIdle();
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      output.markIdle();
    }
  }
}
