package io.weir.jobs.common;

import io.weir.schemas.wire.TrustedRecords;
import java.util.Locale;
import org.ejml.concurrency.EjmlConcurrency;

/**
 * Settings that hold for a whole JVM and that every task manager needs. Operators call {@link
 * #prepare()} from a static initializer, so that they hold before any state is restored.
 */
public final class TaskJvm {
  private TaskJvm() {}

  /**
   * Lets Avro instantiate this project's records and write states with the code generated for them
   * in place of reflection (the bytes are the same), and keeps EJML on the calling thread: above
   * 50,000 elements it would otherwise take every core of a machine that other slots share.
   *
   * <p>Replaces a default locale in which the small letter of I is none of ASCII, such as Turkish:
   * Flink compares names of fields and getters in it, and would know no record any more.
   * Idempotent.
   */
  public static void prepare() {
    TrustedRecords.install();
    System.setProperty("org.apache.avro.specific.use_custom_coders", "true");
    EjmlConcurrency.USE_CONCURRENT = false;
    if (!"I".toLowerCase(Locale.getDefault()).equals("i")) {
      Locale.setDefault(Locale.ROOT);
    }
  }
}
