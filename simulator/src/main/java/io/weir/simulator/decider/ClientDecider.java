package io.weir.simulator.decider;

import io.weir.client.WeirClient;
import io.weir.client.WeirClientOptions;
import io.weir.client.decision.Decision;
import io.weir.schemas.Assignment;
import io.weir.schemas.Campaign;
import io.weir.schemas.Impression;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Decides with the decision library, as a service would. */
public final class ClientDecider implements Decider {

  private static final Duration CAMPAIGN_TIMEOUT = Duration.ofSeconds(60);

  private final WeirClient client;
  private final Map<String, String> freeArms = new ConcurrentHashMap<>();

  /**
   * Takes over a client.
   *
   * @param client started client; closed with this decider
   */
  public ClientDecider(WeirClient client) {
    this.client = client;
  }

  /**
   * Starts a client.
   *
   * @param bootstrapServers broker addresses
   * @param topicPrefix topic prefix
   * @return the decider
   */
  public static ClientDecider connect(String bootstrapServers, String topicPrefix) {
    return connect(bootstrapServers, topicPrefix, Map.of());
  }

  /**
   * Starts a client with further Kafka properties.
   *
   * @param bootstrapServers broker addresses
   * @param topicPrefix topic prefix
   * @param kafkaProperties security settings and the like
   * @return the decider
   */
  public static ClientDecider connect(
      String bootstrapServers, String topicPrefix, Map<String, String> kafkaProperties) {
    WeirClientOptions.Builder builder =
        WeirClientOptions.builder().bootstrapServers(bootstrapServers).topicPrefix(topicPrefix);
    kafkaProperties.forEach(builder::kafkaProperty);
    return new ClientDecider(WeirClient.start(builder.build()));
  }

  @Override
  public void awaitCampaigns(List<Campaign> campaigns) throws InterruptedException {
    List<String> ids = campaigns.stream().map(Campaign::getCampaignId).toList();
    campaigns.forEach(c -> freeArms.put(c.getCampaignId(), c.getArms().get(0).getArmId()));
    if (!client.awaitCampaigns(ids, CAMPAIGN_TIMEOUT)) {
      throw new IllegalStateException(
          "the client did not get to know the campaigns " + ids + " within " + CAMPAIGN_TIMEOUT);
    }
  }

  @Override
  public Choice decide(Impression impression) {
    Decision decision = client.decide(impression);
    if (!decision.isRecordable()) {
      // The campaign was deleted while it had traffic: people still come, nothing is given.
      String freeArm = freeArms.get(impression.getCampaignId());
      if (freeArm == null) {
        throw new IllegalArgumentException("unknown campaign " + impression.getCampaignId());
      }
      return new Choice(freeArm, Assignment.OVERRIDE, null, null, null);
    }
    return new Choice(
        decision.armId(),
        decision.assignment(),
        decision.propensity(),
        decision.modelVersion(),
        decision.dualPrice(),
        decision.predictedCostMicros());
  }

  /** The client that decides. */
  public WeirClient client() {
    return client;
  }

  @Override
  public void close() {
    client.close();
  }
}
