package io.weir.jobs.budget.ledger;

/** A campaign's new version cannot follow the one in force. An answer, so without a stack trace. */
public final class RefusedChangeException extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedChangeException(String reason) {
    super(reason, null, false, false);
  }
}
