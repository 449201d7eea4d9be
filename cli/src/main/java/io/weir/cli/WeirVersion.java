package io.weir.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints, of every command. */
final class WeirVersion implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    return new String[] {
      "weir " + number(),
      "Java " + Runtime.version() + ", " + property("os.name") + " " + property("os.arch")
    };
  }

  /** Returns the version of this build, such as {@code 0.2.0}. */
  static String number() throws IOException {
    Properties build = new Properties();
    try (InputStream file =
        Objects.requireNonNull(
            WeirVersion.class.getResourceAsStream("version.properties"), "version.properties")) {
      build.load(file);
    }
    return build.getProperty("version", "");
  }

  private static String property(String name) {
    return System.getProperty(name, "");
  }
}
