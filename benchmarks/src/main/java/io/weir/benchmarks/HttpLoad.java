package io.weir.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Callers of the decision service, each on a connection that is kept. */
final class HttpLoad {
  private static final AtomicLong NEXT = new AtomicLong(System.currentTimeMillis() << 16);

  private final URI address;
  private final int connections;
  private final int each;

  /**
   * Makes callers.
   *
   * @param each decisions a request
   */
  HttpLoad(URI address, int connections, int each) {
    this.address = address;
    this.connections = connections;
    this.each = each;
  }

  /**
   * What came of it.
   *
   * @param answered decisions that were acknowledged
   * @param refused requests that were not
   * @param sortedNanos latency of each request from when it was due
   */
  record Result(long answered, long refused, double seconds, long[] sortedNanos) {
    double millis(double quantile) {
      int rank = (int) Math.ceil(quantile * sortedNanos.length) - 1;
      return sortedNanos[Math.max(0, rank)] / 1e6;
    }
  }

  private record Share(long answered, long refused, long[] nanos) {}

  /**
   * Calls.
   *
   * @param rate decisions a second over all connections, 0 for as many as can be
   */
  Result run(int rate, Duration duration) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    long periodNanos = rate == 0 ? 0 : 1_000_000_000L * each * connections / rate;
    List<Callable<Share>> callers = new ArrayList<>();
    for (int c = 0; c < connections; c++) {
      long first = start + periodNanos * c / connections;
      callers.add(() -> call(first, periodNanos, end));
    }
    long answered = 0;
    long refused = 0;
    long[] all = new long[0];
    for (Future<Share> future : threads.invokeAll(callers)) {
      Share share = future.get();
      answered += share.answered();
      refused += share.refused();
      int length = all.length;
      all = Arrays.copyOf(all, length + share.nanos().length);
      System.arraycopy(share.nanos(), 0, all, length, share.nanos().length);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    threads.shutdown();
    Arrays.sort(all);
    return new Result(answered, refused, seconds, all);
  }

  private Share call(long first, long periodNanos, long end) throws IOException {
    long[] nanos = new long[1024];
    int count = 0;
    long refused = 0;
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      long due = first;
      while (due < end && System.nanoTime() < end) {
        long wait = due - System.nanoTime();
        if (periodNanos > 0 && wait > 0) {
          LockSupport.parkNanos(wait);
        }
        long from = periodNanos > 0 ? due : System.nanoTime();
        out.write(request());
        if (answer(in) != 200) {
          refused++;
        } else {
          if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
          }
          nanos[count++] = System.nanoTime() - from;
        }
        due += periodNanos;
      }
    }
    return new Share((long) count * each, refused, Arrays.copyOf(nanos, count));
  }

  private byte[] request() {
    StringBuilder body = new StringBuilder(each == 1 ? "" : "[");
    for (int i = 0; i < each; i++) {
      long id = NEXT.incrementAndGet();
      body.append(i == 0 ? "" : ",").append("{\"requestId\":\"").append(id);
      body.append("\",\"campaignId\":\"").append(DecisionRecords.CAMPAIGN);
      body.append("\",\"unitId\":\"u").append(id % 100_000).append("\",\"features\":{");
      for (int k = 0; k < DecisionRecords.byDefault().numeric(); k++) {
        body.append("\"x").append(k).append("\":").append((id * (k + 7)) % 1000 / 500.0 - 1);
        body.append(',');
      }
      body.append("\"city\":\"city").append(id % 50).append("\"}}");
    }
    body.append(each == 1 ? "" : "]");
    String head =
        String.format(
            Locale.ROOT,
            "POST /v1/decisions HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n"
                + "Content-Length: %d\r\n\r\n",
            address.getAuthority(),
            body.length());
    return (head + body).getBytes(StandardCharsets.US_ASCII);
  }

  /** Reads an answer to its end and returns its status. */
  private static int answer(InputStream in) throws IOException {
    int status = Integer.parseInt(line(in).split(" ", 3)[1]);
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
      }
    }
    in.skipNBytes(length);
    return status;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the service closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
