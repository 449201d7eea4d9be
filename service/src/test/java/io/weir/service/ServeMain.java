package io.weir.service;

import io.weir.service.config.ServiceOptions;
import java.time.Duration;
import java.util.Map;

/** A service in a process of its own, to be killed. */
final class ServeMain {
  private ServeMain() {}

  /** Serves with every default in place; the first line of output is the address. */
  public static void main(String[] arguments) throws Exception {
    ServiceOptions defaults =
        ServiceOptions.of(Map.of("bootstrap.servers", arguments[0]), TestTopics.PREFIX);
    DecisionService service = DecisionService.start(defaults.withPort(0));
    if (!service.awaitReady(Duration.ofSeconds(60))) {
      throw new IllegalStateException("the service was not ready within a minute");
    }
    System.out.println(service.address());
    System.in.read();
    service.close();
  }
}
