package io.weir.cli.plan;

import java.math.BigDecimal;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads shares as people write them: {@code 5%} or {@code 0.05}. */
final class ShareConverter implements ITypeConverter<Double> {
  @Override
  public Double convert(String text) {
    String trimmed = text.strip();
    boolean percent = trimmed.endsWith("%");
    try {
      BigDecimal number =
          new BigDecimal(percent ? trimmed.substring(0, trimmed.length() - 1).strip() : trimmed);
      return (percent ? number.movePointLeft(2) : number).doubleValue();
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is no share such as 5% or 0.05");
    }
  }
}
