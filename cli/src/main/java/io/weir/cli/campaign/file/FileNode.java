package io.weir.cli.campaign.file;

import java.util.List;
import java.util.Map;

/** One value of a file, with the line it stands in; line 0 if it stands in none. */
sealed interface FileNode {
  /** Line, from 1. */
  int line();

  /**
   * A number, a word, a text: as written.
   *
   * @param text without its quotes; empty if nothing was written
   */
  record Text(int line, String text) implements FileNode {}

  /** A list. */
  record Items(int line, List<FileNode> items) implements FileNode {}

  /**
   * Named values.
   *
   * @param fields in the order written
   */
  record Fields(int line, Map<String, FileNode> fields) implements FileNode {}
}
