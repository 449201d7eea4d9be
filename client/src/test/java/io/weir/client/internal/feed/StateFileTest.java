package io.weir.client.internal.feed;

import static io.weir.client.Records.BIG_PRICE;
import static io.weir.client.Records.SMALL_PRICE;
import static io.weir.client.Records.T0;
import static io.weir.client.Records.impression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.client.Records;
import io.weir.client.decision.DecisionReason;
import io.weir.client.decision.TimeToLive;
import io.weir.client.internal.engine.DecisionEngine;
import io.weir.client.internal.engine.RejectedRecordException;
import io.weir.schemas.CampaignStatus;
import io.weir.schemas.PacingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
  private static final Map<String, String> IDENTITIES = Map.of("weir.models", "abc");

  @TempDir private Path directory;
  private Path path;
  private final DecisionEngine engine = new DecisionEngine(TimeToLive.DEFAULT);

  @BeforeEach
  void fillTheEngine() throws RejectedRecordException {
    path = directory.resolve("sub").resolve("weir.state");
    engine.apply(Records.campaign(3, CampaignStatus.ACTIVE, 0.1));
    engine.apply(Records.model(7), T0 - 5);
    engine.apply(Records.price(7, 9, SMALL_PRICE), T0 - 4);
    engine.apply(Records.model(8), T0 - 1);
    engine.apply(Records.status(7, BIG_PRICE, PacingState.UNDER, T0 - 3), T0 - 2);
  }

  private static DecisionEngine restored(StateFile.Content content) {
    DecisionEngine again = new DecisionEngine(TimeToLive.DEFAULT);
    new RecordApplier(again, () -> Instant.ofEpochMilli(T0)).restore(content.entries());
    return again;
  }

  @Test
  void aRestoredEngineDecidesAndAgesAsTheOneThatWasSaved() throws Exception {
    StateFile file = new StateFile(path);
    file.write(T0, IDENTITIES, engine.retained());
    StateFile.Content content = new StateFile(path).read();
    assertThat(content.savedAtMillis()).isEqualTo(T0);
    assertThat(content.identities()).isEqualTo(IDENTITIES);
    DecisionEngine again = restored(content);
    assertThat(again.campaigns(T0)).isEqualTo(engine.campaigns(T0));
    for (int i = 0; i < 200; i++) {
      assertThat(again.decide(impression("u" + i), T0))
          .isEqualTo(engine.decide(impression("u" + i), T0));
    }
    long stale = T0 - 2 + TimeToLive.DEFAULT.price().toMillis() + 1;
    assertThat(again.decide(impression("u1"), stale).reason())
        .isEqualTo(engine.decide(impression("u1"), stale).reason())
        .isEqualTo(DecisionReason.STALE);
  }

  @Test
  void everyDamageIsNoticedAndTheFileBeforeStaysUntilTheNextIsWhole() throws Exception {
    StateFile file = new StateFile(path);
    assertThatThrownBy(file::read).isInstanceOf(NoSuchFileException.class);
    file.write(T0, IDENTITIES, engine.retained());
    byte[] good = Files.readAllBytes(path);
    for (int length = 0; length < good.length; length += 7) {
      Files.write(path, Arrays.copyOf(good, length));
      assertThatThrownBy(file::read).as("cut to %s", length).isInstanceOf(IOException.class);
    }
    for (int at = 0; at < good.length; at += 5) {
      byte[] flipped = good.clone();
      flipped[at] ^= 0x10;
      Files.write(path, flipped);
      assertThatThrownBy(file::read).as("flipped at %s", at).isInstanceOf(IOException.class);
    }
    Files.write(path, good);
    Files.createDirectory(path.resolveSibling("weir.state.next"));
    assertThatThrownBy(() -> file.write(T0 + 1, IDENTITIES, engine.retained()))
        .isInstanceOf(IOException.class);
    assertThat(file.read().savedAtMillis()).isEqualTo(T0);
  }

  @Test
  void whatTheTopicsNoLongerTellIsForgottenOnceTheyWereRead() throws Exception {
    StateFile file = new StateFile(path);
    file.write(T0, IDENTITIES, engine.retained());
    DecisionEngine again = new DecisionEngine(TimeToLive.DEFAULT);
    RecordApplier applier = new RecordApplier(again, () -> Instant.ofEpochMilli(T0));
    applier.restore(file.read().entries());
    assertThat(again.knows(Records.ID)).isTrue();
    applier.caughtUp();
    assertThat(again.knows(Records.ID)).isFalse();
    assertThat(again.campaigns(T0)).isEmpty();
  }
}
