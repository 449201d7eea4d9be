package io.weir.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Undertow;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which names a console answers to, over a real connection. */
class RequestGuardTest {
  /** Returns the status line's code of a request for a name. */
  private static int status(String listenHost, Set<String> allowed, String name) throws Exception {
    Undertow server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setHandler(
                new RequestGuard(exchange -> exchange.setStatusCode(204), listenHost, allowed))
            .build();
    server.start();
    try (Socket socket = new Socket()) {
      socket.connect(server.getListenerInfo().get(0).getAddress());
      String request = "GET / HTTP/1.1\r\nHost: " + name + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      return Integer.parseInt(answer.readLine().split(" ")[1]);
    } finally {
      server.stop();
    }
  }

  @Test
  void onTheLoopbackAddressOnlyItsNamesAreAnswered() throws Exception {
    assertThat(status("127.0.0.1", Set.of(), "localhost:8090")).isEqualTo(204);
    assertThat(status("127.0.0.1", Set.of(), "rebound.example:8090")).isEqualTo(403);
  }

  @Test
  void elsewhereEveryNameIsAnsweredUnlessNamesAreGiven() throws Exception {
    assertThat(status("0.0.0.0", Set.of(), "rebound.example")).isEqualTo(204);
    Set<String> allowed = Set.of("Weir.example");
    assertThat(status("0.0.0.0", allowed, "rebound.example")).isEqualTo(403);
    assertThat(status("0.0.0.0", allowed, "weir.Example:8090")).isEqualTo(204);
    assertThat(status("0.0.0.0", allowed, "localhost")).isEqualTo(204);
  }
}
