package io.weir.client.health;

import io.weir.client.decision.DecisionReason;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * State of a client at a moment.
 *
 * @param running whether the follower's thread is alive
 * @param brokerSeen whether a broker ever answered; if none did, all that is known is from the
 *     state file
 * @param caughtUp whether every topic was once read to the end it had at the start
 * @param millisSincePoll since the broker was last polled without an error; a lost broker shows in
 *     the ages of {@code campaigns}, since polling a lost broker is no error to Kafka
 * @param kafkaErrors errors of the consumer since the start
 * @param lastError the last of them or of a record, null if there was none
 * @param topics records by topic
 * @param decisions decisions by reason
 * @param campaigns what is known of each campaign, by identifier
 * @param scoringKernel what models are scored with: {@code vector} where the module {@code kernels}
 *     is on the class path and the JVM runs with {@code --add-modules jdk.incubator.vector}, else
 *     {@code plain}; the decisions are the same
 * @param restoredStateAgeMillis age of the state file that the client started with; null if it
 *     started with none
 * @param stateProblem why the state file could not be read or written; null if it could, or there
 *     is to be none
 */
public record ClientHealth(
    boolean running,
    boolean brokerSeen,
    boolean caughtUp,
    long millisSincePoll,
    long kafkaErrors,
    @Nullable String lastError,
    Map<FollowedTopic, TopicCounts> topics,
    Map<DecisionReason, Long> decisions,
    Map<String, CampaignView> campaigns,
    String scoringKernel,
    @Nullable Long restoredStateAgeMillis,
    @Nullable String stateProblem) {

  /** Beyond this the follower is taken to be stuck: it polls several times a second. */
  private static final long LONGEST_SILENCE_MILLIS = 60_000;

  /** Returns whether the client follows the topics: it has read them and goes on reading. */
  public boolean isFollowing() {
    return running && caughtUp && millisSincePoll < LONGEST_SILENCE_MILLIS;
  }
}
