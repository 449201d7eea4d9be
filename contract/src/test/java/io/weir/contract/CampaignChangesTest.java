package io.weir.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.schemas.Campaign;
import java.util.List;
import org.junit.jupiter.api.Test;

class CampaignChangesTest {
  @Test
  void currencyHoldsWithinAPeriod() {
    Campaign yen = Records.campaign();
    yen.getBudget().setCurrency("JPY");
    assertThat(CampaignChanges.problems(Records.campaign(), yen))
        .extracting(Problem::path)
        .containsExactly("budget.currency");
  }

  @Test
  void currencyMayChangeWithThePeriod() {
    Campaign yen = Records.campaign();
    yen.getBudget().setCurrency("JPY");
    yen.getBudget().setPeriodStart(Records.campaign().getBudget().getPeriodEnd());
    yen.getBudget().setPeriodEnd(yen.getBudget().getPeriodStart().plusSeconds(86_400));
    assertThat(CampaignChanges.problems(Records.campaign(), yen)).isEmpty();
  }

  @Test
  void otherChangesAreNoBusinessOfTheCurrency() {
    Campaign more = Records.campaign();
    more.getBudget().setAmountMicros(2_000_000);
    assertThat(CampaignChanges.problems(Records.campaign(), more)).isEmpty();
  }

  @Test
  void sharedSaltsNameTheirCampaigns() {
    Campaign autumn = Records.campaign();
    autumn.setCampaignId("autumn");
    Campaign winter = Records.campaign();
    winter.setCampaignId("winter");
    winter.getHoldout().setSalt("snow");
    assertThat(CampaignChanges.sharedSalts(List.of(Records.campaign(), autumn, winter)))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.path()).isEqualTo("holdout.salt");
              assertThat(problem.message()).contains("\"salt\"", "autumn, spring");
            });
    assertThat(CampaignChanges.sharedSalts(List.of(autumn, winter))).isEmpty();
  }
}
