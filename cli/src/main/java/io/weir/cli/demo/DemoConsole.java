package io.weir.cli.demo;

import io.weir.console.Console;
import io.weir.console.config.ConsoleOptions;
import org.jspecify.annotations.Nullable;

/** The console of demo and sandbox: read-only, unless the environment holds an operator token. */
final class DemoConsole {
  private DemoConsole() {}

  static Console start(int port, String bootstrapServers) {
    ConsoleOptions console = ConsoleOptions.readOnly(bootstrapServers).withPort(port);
    @Nullable String token = System.getenv(ConsoleOptions.TOKEN_VARIABLE);
    return Console.start(
        token == null || token.isBlank() ? console : console.withOperatorToken(token.strip()));
  }
}
