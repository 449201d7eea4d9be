package io.weir.backtest.description;

/**
 * Input that cannot be used as it stands. The message is for the user: it names the file and, where
 * they are known, the row (the header is row 1) and the column.
 */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error with a message that stands on its own. */
  public InputException(String message) {
    super(message);
  }

  /** An error with its cause; the message must stand on its own. */
  public InputException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * An error in one cell.
   *
   * @param file as the user gave it
   * @param row row of the file, counted from the header as 1
   * @param column column name
   * @param problem what is wrong with the cell
   */
  public static InputException atCell(String file, long row, String column, String problem) {
    return new InputException("%s, row %d, column '%s': %s".formatted(file, row, column, problem));
  }
}
