package io.weir.cli.campaign;

import io.weir.cli.campaign.file.CampaignFile;
import io.weir.cli.campaign.file.FileProblem;
import io.weir.kafka.CommandFailedException;
import io.weir.schemas.Campaign;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The file that a command takes. */
final class CampaignInput {
  @Parameters(
      paramLabel = "FILE",
      description =
          "The campaign: YAML, or JSON if its name ends with .json; comments are allowed.")
  private Path file = Path.of("");

  /**
   * Reads it.
   *
   * @param err gets a line a problem
   * @return the campaign, or null if there are problems
   */
  @Nullable Campaign read(PrintWriter err) throws IOException {
    CampaignFile read =
        CampaignFile.read(file, Clock.systemUTC().instant(), CampaignRules.VALIDATOR::problems);
    return accept(read, file.toString(), err);
  }

  /**
   * Tells what is wrong, if anything is.
   *
   * @param source what problems are said to be in
   * @return the campaign, or null if there are problems
   */
  static @Nullable Campaign accept(CampaignFile read, String source, PrintWriter err) {
    for (FileProblem problem : read.problems()) {
      err.println(problem.describe(source));
    }
    return read.problems().isEmpty() ? read.campaign() : null;
  }

  /** Returns it, or fails: what follows needs it. */
  Campaign require(PrintWriter err) throws IOException, CommandFailedException {
    Campaign campaign = read(err);
    if (campaign == null) {
      throw new CommandFailedException("nothing was written: " + file + " is invalid, see above");
    }
    return campaign;
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
