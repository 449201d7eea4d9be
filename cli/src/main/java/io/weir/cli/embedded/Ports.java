package io.weir.cli.embedded;

import io.weir.kafka.CommandFailedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports that something is about to listen on. */
public final class Ports {
  private Ports() {}

  /**
   * Checks a port while nothing has been started yet, so that the message can name the flag.
   *
   * @param host address to listen on
   * @param port port, 0 for any
   * @param flag flag that chose it
   * @throws IllegalArgumentException if there is no such port
   * @throws CommandFailedException if it cannot be listened on
   */
  public static void requireFree(String host, int port, String flag) throws CommandFailedException {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(flag + " must lie between 0 and 65535, is " + port);
    }
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
      socket.setReuseAddress(true);
    } catch (IOException e) {
      throw new CommandFailedException(
          "port "
              + port
              + " on "
              + host
              + " cannot be listened on ("
              + e.getMessage()
              + "): stop what listens there, or choose another with "
              + flag
              + ", 0 for a free one",
          e);
    }
  }
}
