package io.weir.client.internal.feed;

import io.weir.client.follow.TopicFollower;
import io.weir.client.internal.engine.DecisionEngine;
import io.weir.client.internal.engine.RetainedRecord;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a {@link StateFile} in step with the engine, on a thread of its own. */
public final class StateKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(StateKeeper.class);
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final long LONGEST_UNWRITTEN_MILLIS = Duration.ofHours(1).toMillis();

  private final StateFile file;
  private final InstantSource clock;
  private final Duration timeToLive;
  private final DecisionEngine engine;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile @Nullable Long restoredSavedAtMillis;
  private volatile @Nullable String problem;
  private List<RetainedRecord> written = List.of();
  private long writtenAtMillis;

  /**
   * Makes a keeper.
   *
   * @param path where the state file is or will be
   * @param clock by which it ages
   * @param timeToLive beyond which it is left out
   * @param engine whose records are kept
   */
  public StateKeeper(Path path, InstantSource clock, Duration timeToLive, DecisionEngine engine) {
    this.file = new StateFile(path);
    this.clock = clock;
    this.timeToLive = timeToLive;
    this.engine = engine;
  }

  /**
   * Applies what an earlier process left, unless it is older than models live.
   *
   * @return the identities of the topics that it is from
   */
  public Map<String, String> restore(RecordApplier applier) {
    try {
      StateFile.Content content = file.read();
      long age = clock.millis() - content.savedAtMillis();
      if (age > timeToLive.toMillis()) {
        LOG.warn("the state file is {} old and left out", Duration.ofMillis(age));
        return Map.of();
      }
      applier.restore(content.entries());
      restoredSavedAtMillis = content.savedAtMillis();
      return content.identities();
    } catch (NoSuchFileException e) {
      LOG.info("there is no state file yet at {}", e.getFile());
    } catch (IOException e) {
      problem = e.toString();
      LOG.warn("the state file is left out", e);
    }
    return Map.of();
  }

  /** Follows the engine until it is stopped. */
  public void follow(TopicFollower follower) throws InterruptedException {
    do {
      save(follower);
    } while (!stopped.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Writes what has changed; what a client has from the file alone is not written back. */
  public synchronized void save(TopicFollower follower) {
    List<RetainedRecord> records = engine.retained();
    long now = clock.millis();
    boolean due = now - writtenAtMillis >= LONGEST_UNWRITTEN_MILLIS;
    if (!follower.isCaughtUp() || (!due && records.equals(written))) {
      return;
    }
    try {
      file.write(now, follower.identities(), records);
      written = records;
      writtenAtMillis = now;
      problem = null;
    } catch (IOException | RuntimeException e) {
      problem = e.toString();
      LOG.warn("the state file could not be written; the one before stays", e);
    }
  }

  /** Asks it to stop following; what has changed since is not written. */
  public void stop() {
    stopped.countDown();
  }

  /** Returns when the state that was restored had been saved; null if none was. */
  public @Nullable Long restoredSavedAtMillis() {
    return restoredSavedAtMillis;
  }

  /** Returns what went wrong last; null if the last read or write went well. */
  public @Nullable String problem() {
    return problem;
  }
}
