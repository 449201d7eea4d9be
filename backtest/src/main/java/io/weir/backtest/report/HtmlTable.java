package io.weir.backtest.report;

import java.util.List;

/** A table of HTML; every cell is text. */
final class HtmlTable {
  private final StringBuilder rows = new StringBuilder();

  void header(List<String> cells) {
    row("th", "", cells);
  }

  void row(List<String> cells) {
    row("td", "", cells);
  }

  /**
   * Adds a row.
   *
   * @param style class of the row's last cell
   */
  void row(String style, List<String> cells) {
    row("td", style, cells);
  }

  private void row(String tag, String style, List<String> cells) {
    rows.append("<tr>");
    for (int i = 0; i < cells.size(); i++) {
      boolean styled = !style.isEmpty() && i == cells.size() - 1;
      rows.append('<').append(tag);
      rows.append(styled ? " class=\"" + escape(style) + "\">" : ">");
      rows.append(escape(cells.get(i))).append("</").append(tag).append('>');
    }
    rows.append("</tr>\n");
  }

  String render() {
    return "<div class=\"wide\"><table>\n" + rows + "</table></div>";
  }

  /** Returns a list of sentences. */
  static String list(List<String> sentences) {
    StringBuilder list = new StringBuilder("<ul>\n");
    sentences.forEach(text -> list.append("<li>").append(escape(text)).append("</li>\n"));
    return list.append("</ul>").toString();
  }

  /** Returns a text as it must stand in HTML. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
