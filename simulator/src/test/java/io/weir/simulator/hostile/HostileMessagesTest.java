package io.weir.simulator.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.contract.CampaignValidator;
import io.weir.contract.LearningOptionsCheck;
import io.weir.schemas.Campaign;
import io.weir.schemas.Outcome;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import io.weir.simulator.world.Drift;
import io.weir.simulator.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What hostile messages are, and what they must never be. */
class HostileMessagesTest {
  private static final Instant T = Instant.parse("2026-01-05T00:00:00Z");
  private static final int MANY = 6_000;

  private static List<HostileMessage> messages(long seed) {
    HostileMessages maker =
        new HostileMessages(seed, "h", World.bundledSpecs(Duration.ofMinutes(1), Drift.NONE), T);
    List<HostileMessage> all = new ArrayList<>(maker.opening(T));
    for (int i = 0; i < MANY; i++) {
      all.add(maker.next(T.plusMillis(10L * i)));
    }
    return all;
  }

  @Test
  void areTheSameForTheSameSeed() {
    List<HostileMessage> first = messages(7);
    List<HostileMessage> again = messages(7);
    List<HostileMessage> other = messages(8);
    int different = 0;
    for (int i = 0; i < first.size(); i++) {
      assertThat(again.get(i).key()).isEqualTo(first.get(i).key());
      assertThat(again.get(i).value()).isEqualTo(first.get(i).value());
      different += Arrays.equals(other.get(i).value(), first.get(i).value()) ? 0 : 1;
    }
    assertThat(different).isGreaterThan(MANY / 2);
  }

  @Test
  void areOfEveryKindOnEveryTopicThatItFits() {
    Set<String> seen = new HashSet<>();
    messages(3).forEach(message -> seen.add(message.topic() + " " + message.kind()));
    for (HostileTopic topic : HostileTopic.values()) {
      for (HostileKind kind : EnumSet.allOf(HostileKind.class)) {
        if (kind.fits(topic)) {
          assertThat(seen).contains(topic + " " + kind);
        }
      }
    }
    assertThat(seen).anyMatch(name -> name.endsWith(" OVERSIZED"));
  }

  @Test
  void giveNoValidOrderToTheMarketplacesCampaigns() {
    RecordCodec<Campaign> codec = new RecordCodec<>(Campaign.class);
    CampaignValidator validator = new CampaignValidator(LearningOptionsCheck.none());
    Set<String> market = Set.of("rides", "groceries", "meals");
    int broken = 0;
    for (HostileMessage message : messages(5)) {
      if (message.topic() == HostileTopic.CAMPAIGNS && market.contains(message.key())) {
        assertThat(message.value()).as("no deletion").isNotNull();
        try {
          Campaign campaign = codec.decode(message.value());
          assertThat(
                  campaign.getCampaignId().equals(message.key())
                      && validator.problems(campaign).isEmpty())
              .as(campaign.toString())
              .isFalse();
        } catch (WireFormatException e) {
          broken++;
        }
      }
    }
    assertThat(broken).isPositive();
  }

  @Test
  void claimMoneyOnlyAtTimesOfNow() throws WireFormatException {
    RecordCodec<Outcome> codec = new RecordCodec<>(Outcome.class);
    long claimed = 0;
    for (HostileMessage message : messages(9)) {
      boolean readable = Set.of("SOUND", "CLOCK_AHEAD", "CLOCK_BEHIND").contains(message.kind());
      if (message.topic() == HostileTopic.OUTCOMES && readable) {
        Outcome outcome = codec.decode(message.value());
        assertThat(outcome.getCostMicros() == 0 || !outcome.getOccurredAt().isBefore(T)).isTrue();
        claimed += outcome.getCostMicros();
      }
    }
    assertThat(claimed).isPositive();
  }
}
