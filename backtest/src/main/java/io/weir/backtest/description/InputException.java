package io.weir.backtest.description;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

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
   * A file that cannot be used.
   *
   * @param what cannot be done, with the file's name
   * @param cause what the system said; where that is the name alone, its reason is told
   */
  public static InputException of(String what, Exception cause) {
    String reason =
        cause instanceof NoSuchFileException
            ? "there is no such file or directory"
            : cause instanceof AccessDeniedException
                ? "permission denied"
                : String.valueOf(cause.getMessage());
    return new InputException(what + ": " + reason, cause);
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
