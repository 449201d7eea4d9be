package io.weir.cli.account;

import io.weir.cli.account.ImpressionAccount.Totals;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The account, for people and for programs.
 *
 * @param totals impressions by what became of them
 * @param openReported what the attribution job says it holds open; null if not told
 * @param edgeUnexplained whether that number contradicts the topics
 * @param deadLetters distinct dead letters by source topic and reason
 * @param unreadableOutput records that the jobs wrote and nobody can read
 * @param truncated whether retention has deleted part of what was sent
 * @param sent the producers' reports; null if there are none
 * @param spend the money
 * @param hostile what 'weir hostile' sent; null if it did not
 */
record AccountReport(
    Totals totals,
    @Nullable Long openReported,
    boolean edgeUnexplained,
    Map<String, Map<String, Long>> deadLetters,
    long unreadableOutput,
    boolean truncated,
    @Nullable SentMessages sent,
    Spend spend,
    @Nullable Hostile hostile) {

  /**
   * The money by campaign, micros of the currency.
   *
   * @param onTopic costs of all valid outcomes on the topic
   * @param counted sum of what the budget job's statuses say, over all periods
   * @param moving whether outcomes still come, so that the two need not be equal
   */
  record Spend(Map<String, Long> onTopic, Map<String, Long> counted, boolean moving) {
    long outcomesMicros() {
      return onTopic.values().stream().mapToLong(Long::longValue).sum();
    }

    long countedMicros() {
      return counted.values().stream().mapToLong(Long::longValue).sum();
    }

    boolean agrees() {
      return moving || CountedSpend.same(counted, onTopic);
    }

    /** Campaigns of which the two say other things. */
    Map<String, String> differences() {
      Map<String, String> different = new TreeMap<>();
      onTopic.forEach(
          (id, micros) -> {
            long other = counted.getOrDefault(id, 0L);
            if (micros != other) {
              different.put(id, String.format(Locale.ROOT, "%,d against %,d", micros, other));
            }
          });
      return different;
    }
  }

  /**
   * Hostile messages.
   *
   * @param fates what became of each
   * @param impressions of them, impressions or unreadable messages on their topic, each id once
   * @param letters of them, dead letters
   * @param spentMicros what outcomes among them cost, micros of the currency
   * @param leftToClients of them, unreadable on topics that only clients read
   * @param leftOutByClient records of these topics that a client could not read
   */
  record Hostile(
      HostileFates fates,
      long impressions,
      long letters,
      long spentMicros,
      long leftToClients,
      long leftOutByClient) {
    boolean accounted() {
      return fates.unaccounted().isEmpty() && leftToClients == leftOutByClient;
    }
  }

  /** Impressions as the producers report them: good ones, and garbage that can be read. */
  private boolean sentAgrees() {
    return sent == null
        || truncated
        || sent.impressionMessages()
            == totals.impressions()
                + totals.unreadable()
                - (hostile == null ? 0 : hostile.impressions());
  }

  private boolean lettersAgree() {
    long foreign = hostile == null ? 0 : hostile.letters();
    return sent == null || letterCount() - foreign <= sent.garbage();
  }

  private long letterCount() {
    return deadLetters.values().stream()
        .flatMap(reasons -> reasons.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  private boolean spendAgrees() {
    return reportAgrees() && spend.agrees();
  }

  private boolean reportAgrees() {
    long foreign = hostile == null ? 0 : hostile.spentMicros();
    return sent == null || spend.outcomesMicros() - foreign == sent.spentMicros();
  }

  private boolean impressionsAgree() {
    return totals.missing() == 0
        && totals.surplusSamples() == 0
        && (truncated || totals.samplesFromNowhere() == 0)
        && !edgeUnexplained
        && totals.unreadableSetAside() <= totals.unreadable()
        && unreadableOutput == 0;
  }

  /** Whether everything adds up. */
  boolean balanced() {
    return impressionsAgree()
        && sentAgrees()
        && lettersAgree()
        && spendAgrees()
        && (hostile == null || hostile.accounted());
  }

  /** One object, for programs. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("impressions", totals.impressions());
    fields.put("samples", totals.sampled());
    fields.put("deadLetteredImpressions", totals.setAside());
    fields.put("open", totals.open());
    fields.put("openUntreated", totals.openUntreated());
    fields.put("held", totals.held());
    fields.put("closedUntreated", totals.closedUntreated());
    fields.put("missing", totals.missing());
    fields.put("openReported", openReported);
    fields.put("openExplained", !edgeUnexplained);
    fields.put("duplicateSamples", totals.surplusSamples());
    fields.put("samplesWithoutImpression", totals.samplesFromNowhere());
    fields.put("repeatedImpressions", totals.repetitions());
    fields.put("unreadableImpressions", totals.unreadable());
    fields.put("unreadableImpressionsDeadLettered", totals.unreadableSetAside());
    fields.put("unreadableOutput", unreadableOutput);
    fields.put("truncated", truncated);
    fields.put("deadLetters", letterCount());
    fields.put("deadLettersByTopic", deadLetters);
    fields.put("impressionsReported", sent == null ? null : sent.impressionMessages());
    fields.put("garbageReported", sent == null ? null : sent.garbage());
    fields.put("spentMicrosReported", sent == null ? null : sent.spentMicros());
    fields.put("spentMicrosOnTopic", spend.outcomesMicros());
    fields.put("spentMicrosCounted", spend.countedMicros());
    fields.put("spendMoving", spend.moving());
    if (hostile != null) {
      fields.put("hostile", hostile.fates().byTopic());
      fields.put("hostileUnaccounted", hostile.fates().unaccounted());
      fields.put("hostileLeftToClients", hostile.leftToClients());
      fields.put("hostileLeftOutByClient", hostile.leftOutByClient());
    }
    fields.put("impressionsAgree", impressionsAgree());
    fields.put("sentAgrees", sentAgrees());
    fields.put("deadLettersAgree", lettersAgree());
    fields.put("spendAgrees", spendAgrees());
    fields.put("balanced", balanced());
    return fields;
  }

  /** A page, for people. */
  String text() {
    StringBuilder page = new StringBuilder();
    line(page, totals.impressions(), "impressions on the topic, by id, of which");
    line(page, totals.sampled(), "  left a sample");
    line(page, totals.setAside(), "  are dead letters: nothing with that id was accepted");
    line(page, totals.open(), "  are open: window or allowed lateness still run");
    line(page, totals.held(), "  are held back until their campaign is known");
    line(page, totals.closedUntreated(), "  ended without a treatment, so without a sample");
    line(page, totals.missing(), "  are missing: ended, treated, and no sample");
    page.append("Checks\n");
    check(page, impressionsAgree(), "samples: " + samplesText());
    if (openReported != null) {
      check(
          page,
          !edgeUnexplained,
          String.format(Locale.ROOT, "the job holds %,d open", openReported));
    }
    if (sent != null) {
      check(
          page,
          sentAgrees(),
          String.format(
              Locale.ROOT,
              "sent: producers report %,d distinct messages; the topic has these impressions and"
                  + " %,d unreadable messages",
              sent.impressionMessages(),
              totals.unreadable()));
      check(
          page,
          lettersAgree(),
          String.format(
              Locale.ROOT,
              "dead letters: %,d of all topics, producers report %,d messages of garbage",
              letterCount(),
              sent.garbage()));
      check(
          page,
          reportAgrees(),
          String.format(Locale.ROOT, "spend: producers report %,d micros", sent.spentMicros()));
    }
    check(
        page,
        spend.agrees(),
        String.format(
            Locale.ROOT,
            "spend: %,d micros on outcomes, %,d counted by the budget job%s",
            spend.outcomesMicros(),
            spend.countedMicros(),
            spend.moving() ? "; outcomes still come" : spend.differences()));
    if (hostile != null) {
      describe(page, hostile);
    }
    page.append("Not part of the balance, as they are no impressions of their own\n");
    line(page, totals.repetitions(), "  repeated impressions");
    line(page, totals.unreadable(), "  unreadable messages on the impressions topic, of which");
    line(page, totals.unreadableSetAside(), "    are dead letters by now");
    deadLetters.forEach(
        (topic, reasons) ->
            reasons.forEach(
                (reason, count) ->
                    line(page, count, "  dead letters of " + topic + ", " + reason)));
    return page.append(balanced() ? "balanced" : "NOT BALANCED").toString();
  }

  private static void describe(StringBuilder page, Hostile hostile) {
    check(
        page,
        hostile.fates().unaccounted().isEmpty(),
        "hostile messages: every one is accounted for " + hostile.fates().unaccounted());
    check(
        page,
        hostile.leftToClients() == hostile.leftOutByClient(),
        String.format(
            Locale.ROOT,
            "hostile messages: %,d are for clients to leave out, a client left out %,d",
            hostile.leftToClients(),
            hostile.leftOutByClient()));
    page.append("Hostile messages\n");
    hostile
        .fates()
        .byTopic()
        .forEach(
            (topic, fates) ->
                fates.forEach((fate, count) -> line(page, count, topic + ": " + fate.text())));
  }

  private String samplesText() {
    return String.format(
        Locale.ROOT,
        "%,d stand twice, %,d without an impression%s, %,d records of the jobs' own unreadable",
        totals.surplusSamples(),
        totals.samplesFromNowhere(),
        truncated ? " (retention has deleted some)" : "",
        unreadableOutput);
  }

  private static void line(StringBuilder page, long count, String what) {
    page.append(String.format(Locale.ROOT, "%,13d %s%n", count, what));
  }

  private static void check(StringBuilder page, boolean good, String what) {
    page.append(good ? "           ok " : "        WRONG ").append(what).append('\n');
  }
}
