package io.weir.backtest.data;

import io.weir.backtest.description.InputException;
import org.apache.commons.csv.CSVRecord;

/** One row of a file with cell access that reports file, row and column on failure. */
record Row(String file, CSVRecord record) {

  /** Row of the file, the header being row 1. */
  long number() {
    return record.getRecordNumber() + 1;
  }

  String text(String column) {
    return record.get(column);
  }

  double number(String column) {
    String cell = text(column).trim();
    if (!DecimalText.isNumber(cell)) {
      throw error(column, "'" + cell + "' is not a number");
    }
    double value = Double.parseDouble(cell);
    if (Double.isInfinite(value)) {
      throw error(column, "'" + cell + "' is beyond the range of numbers");
    }
    return value;
  }

  long whole(String column) {
    String cell = text(column).trim();
    if (!DecimalText.isWhole(cell)) {
      throw error(column, "'" + cell + "' is not a whole number");
    }
    try {
      return Long.parseLong(cell);
    } catch (NumberFormatException e) {
      throw error(column, "'" + cell + "' is beyond the range of whole numbers");
    }
  }

  InputException error(String column, String problem) {
    return InputException.atCell(file, number(), column, problem);
  }
}
