package io.weir.jobs.attribution.key;

import io.weir.contract.CampaignChanges;
import io.weir.contract.Problem;
import io.weir.jobs.attribution.join.CampaignRules;
import io.weir.jobs.common.campaign.CampaignUpdate;
import io.weir.schemas.Campaign;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.jspecify.annotations.Nullable;

/** The campaigns in broadcast state, and beside it their rules, made once a version. */
public final class KnownCampaigns {
  /** Broadcast state: the configuration in force, by campaignId. */
  public static final MapStateDescriptor<String, Campaign> STATE =
      new MapStateDescriptor<>("campaigns", Types.STRING, new AvroTypeInfo<>(Campaign.class));

  private final Map<String, CampaignRules> rulesByCampaign = new HashMap<>();

  /**
   * Takes up a newer version, or forgets a deleted campaign; an older version changes nothing.
   *
   * @return why the version in force stays, although this one is newer; empty if it does not
   */
  public List<Problem> apply(CampaignUpdate update, BroadcastState<String, Campaign> campaigns)
      throws Exception {
    if (update.campaign == null) {
      campaigns.remove(update.campaignId);
    } else {
      Campaign current = campaigns.get(update.campaignId);
      if (current != null && current.getVersion() >= update.campaign.getVersion()) {
        return List.of();
      }
      if (current != null) {
        List<Problem> problems = CampaignChanges.problems(current, update.campaign);
        if (!problems.isEmpty()) {
          return problems;
        }
      }
      campaigns.put(update.campaignId, update.campaign);
    }
    rulesByCampaign.remove(update.campaignId);
    return List.of();
  }

  /** Returns the rules of a campaign, or null if it is unknown. */
  @Nullable CampaignRules rules(
      ReadOnlyBroadcastState<String, Campaign> campaigns, String campaignId) throws Exception {
    CampaignRules known = rulesByCampaign.get(campaignId);
    if (known == null) {
      Campaign campaign = campaigns.get(campaignId);
      if (campaign != null) {
        known = new CampaignRules(campaign);
        rulesByCampaign.put(campaignId, known);
      }
    }
    return known;
  }
}
