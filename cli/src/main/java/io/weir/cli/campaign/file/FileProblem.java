package io.weir.cli.campaign.file;

/**
 * One thing that is wrong with a file.
 *
 * @param line where, from 1; 0 if that cannot be told
 * @param path key, such as {@code budget.amount}; empty for the file as a whole
 * @param message what is wrong and what is allowed
 */
public record FileProblem(int line, String path, String message) {
  /** Returns a line for people. */
  public String describe(String source) {
    return source
        + (line > 0 ? ":" + line : "")
        + ": "
        + (path.isEmpty() ? "" : path + ": ")
        + message;
  }
}
