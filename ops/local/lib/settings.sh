# Where everything lies and on which ports it listens. Each port can be set in the environment.
# shellcheck shell=bash disable=SC2034
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
root="${WEIR_LOCAL_DIR:-$home/.weir/local}"
conf="$home/ops/local/conf"

KAFKA_PORT="${WEIR_KAFKA_PORT:-9092}"
KAFKA_CONTROLLER_PORT="${WEIR_KAFKA_CONTROLLER_PORT:-9093}"
FLINK_PORT="${WEIR_FLINK_PORT:-8081}"
ZOOKEEPER_PORT="${WEIR_ZOOKEEPER_PORT:-2181}"
ZOOKEEPER_PEER_PORT="${WEIR_ZOOKEEPER_PEER_PORT:-2888}"
ZOOKEEPER_ELECTION_PORT="${WEIR_ZOOKEEPER_ELECTION_PORT:-3888}"
METRICS_PORT="${WEIR_METRICS_PORT:-9250}" # of the job manager; the task managers take the next two
CONSOLE_PORT="${WEIR_CONSOLE_PORT:-8090}"

PARTITIONS="${WEIR_PARTITIONS:-4}"
# Factor on every time limit of these scripts, for a machine that is busy with other things.
patience="${WEIR_LOCAL_PATIENCE:-1}"
# Learning options of every campaign that says nothing of its own, KEY=VALUE, separated by spaces.
LEARNING_OPTIONS="${WEIR_LEARNING_OPTIONS:-}"
# Longest disorder of events and silence of a partition, in event time and on the clock.
OUT_OF_ORDERNESS="${WEIR_OUT_OF_ORDERNESS:-20s}"
IDLENESS="${WEIR_IDLENESS:-10s}"
CHECKPOINT_INTERVAL="${WEIR_CHECKPOINT_INTERVAL:-5s}"
# On the wall clock, so that events of one's own can run beside it.
SIMULATOR_ARGUMENTS="${WEIR_SIMULATOR_ARGUMENTS:---rate 300 --compression 1 --window PT3M --max-disorder PT10S --duration PT2H --switch-after PT10M}"

brokers="127.0.0.1:$KAFKA_PORT"
rest="http://127.0.0.1:$FLINK_PORT"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"

# Everything that reflects into the JDK, and Avro's list of classes it may instantiate; the vector
# module speeds up the Java kernels where no native ones load.
jvm_options=(
  -Dorg.apache.avro.SERIALIZABLE_PACKAGES=io.weir.schemas,java.lang
  --add-modules jdk.incubator.vector
  --add-exports java.rmi/sun.rmi.registry=ALL-UNNAMED
  --add-exports java.security.jgss/sun.security.krb5=ALL-UNNAMED
  --add-opens java.base/java.lang=ALL-UNNAMED
  --add-opens java.base/java.net=ALL-UNNAMED
  --add-opens java.base/java.io=ALL-UNNAMED
  --add-opens java.base/java.nio=ALL-UNNAMED
  --add-opens java.base/sun.nio.ch=ALL-UNNAMED
  --add-opens java.base/java.lang.reflect=ALL-UNNAMED
  --add-opens java.base/java.text=ALL-UNNAMED
  --add-opens java.base/java.time=ALL-UNNAMED
  --add-opens java.base/java.util=ALL-UNNAMED
  --add-opens java.base/java.util.concurrent=ALL-UNNAMED
  --add-opens java.base/java.util.concurrent.atomic=ALL-UNNAMED
  --add-opens java.base/java.util.concurrent.locks=ALL-UNNAMED
)

# For processes that live shortly or do little: they start in half the time.
quick_start=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC)
