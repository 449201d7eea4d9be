# ZooKeeper, the broker, the Flink processes, console and simulator: one function starts each.
# shellcheck shell=bash disable=SC2154,SC2046
flink_classpath() { printf '%s:%s' "$(cat "$home/ops/local/flink-runtime/target/runtime-classpath.txt")" "$home/dist/target/lib/*"; }
kafka_classpath() { cat "$home/ops/local/kafka-runtime/target/runtime-classpath.txt"; }
weir_classpath() { printf '%s:%s' "$home/cli/target/classes" "$(cat "$home/cli/target/runtime-classpath.txt")"; }
job_jar="$home/dist/target/weir-jobs.jar"

build() {
  local built="$home/dist/target/.ops-local"
  if [ -f "$built" ] && [ -z "$(find "$home" -path '*/target' -prune -o -path '*/src/test' -prune -o \
    \( -path '*/src/main/*' -o -name pom.xml \) -type f -newer "$built" -print -quit)" ]; then
    return 0
  fi
  say "building (the first time also downloads the dependencies) ..."
  (cd "$home" && mvn -B -ntp -q -Dfast -DskipTests -Djacoco.skip=true package \
    -pl cli,dist,ops/local/flink-runtime,ops/local/kafka-runtime -am >&2)
  touch "$built"
}

log4j() { printf -- '-Dlog4j2.configurationFile=%s' "$conf/log4j2.properties"; }

start_zookeeper() {
  fill_in "$conf/zoo.cfg" "$root/conf/zoo.cfg"
  start_process zookeeper "${quick_start[@]}" -Xmx96m "$(log4j)" -cp "$(flink_classpath)" \
    org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer --zkConfigFile "$root/conf/zoo.cfg" --peerId 1
  of=zookeeper await 120 "ZooKeeper on port $ZOOKEEPER_PORT" listens "$ZOOKEEPER_PORT"
}

start_broker() {
  fill_in "$conf/server.properties" "$root/conf/server.properties"
  if [ ! -f "$root/kafka/meta.properties" ]; then
    mkdir -p "$root/logs"
    "$java" "${quick_start[@]}" -Xmx128m "$(log4j)" -Dlog.file="$root/logs/format.log" -cp "$(kafka_classpath)" kafka.tools.StorageTool \
      format --standalone -t "$(head -c 16 /dev/urandom | base64 | tr '+/' 'ab' | head -c 22)" \
      -c "$root/conf/server.properties" >"$root/logs/format.out" 2>&1 || die "the broker's log cannot be formatted; see $root/logs/format.out"
  fi
  start_process broker -Xmx512m -XX:+UseG1GC "$(log4j)" -cp "$(kafka_classpath)" kafka.Kafka "$root/conf/server.properties"
  of=broker await 120 "the broker on port $KAFKA_PORT" listens "$KAFKA_PORT"
}

create_topics() {
  "$java" "${quick_start[@]}" -Xmx128m "${jvm_options[@]}" -cp "$job_jar:$(flink_classpath)" "$(log4j)" -Dlog.file="$root/logs/topics.log" \
    io.weir.jobs.topics.CreateTopics --bootstrap-servers "$brokers" --partitions "$PARTITIONS" >"$root/logs/topics.out" 2>"$root/logs/topics.err" \
    || die "the topics cannot be created; see $root/logs"
}

flink_conf() {
  fill_in "$conf/config.yaml" "$root/flink/conf/config.yaml"
  mkdir -p "$root/flink/tmp"
}

# Prints JVM flags on the first line and dynamic properties on the second, as bin/*.sh of a
# distribution get them.
flink_resources() { # GET_JM_RESOURCE_PARAMS|GET_TM_RESOURCE_PARAMS
  "$java" "${quick_start[@]}" -Xmx96m -cp "$(flink_classpath)" "$(log4j)" -Dlog.file="$root/logs/resources.log" \
    org.apache.flink.runtime.util.bash.BashJavaUtils "$1" --configDir "$root/flink/conf" 2>"$root/logs/resources.err" \
    | sed -n 's/^BASH_JAVA_UTILS_EXEC_RESULT://p'
}

start_jobmanager() {
  alive jobmanager && return 0
  flink_conf
  local resources; resources="$(flink_resources GET_JM_RESOURCE_PARAMS)"
  [ -n "$resources" ] || die "the job manager's memory cannot be computed; see $root/logs/resources.err"
  start_process jobmanager "${quick_start[@]}" $(sed -n 1p <<<"$resources") "${jvm_options[@]}" "$(log4j)" -cp "$(flink_classpath)" \
    org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint --configDir "$root/flink/conf" \
    -D metrics.reporter.prom.port="$METRICS_PORT" $(sed -n 2p <<<"$resources")
}

start_taskmanager() { # NUMBER
  alive "taskmanager-$1" && return 0
  flink_conf
  local resources; resources="$(flink_resources GET_TM_RESOURCE_PARAMS)"
  [ -n "$resources" ] || die "the task manager's memory cannot be computed; see $root/logs/resources.err"
  start_process "taskmanager-$1" $(sed -n 1p <<<"$resources") "${jvm_options[@]}" "$(log4j)" -cp "$(flink_classpath)" \
    org.apache.flink.runtime.taskexecutor.TaskManagerRunner --configDir "$root/flink/conf" \
    -D taskmanager.resource-id="taskmanager-$1" -D metrics.reporter.prom.port=$((METRICS_PORT + $1)) \
    $(sed -n 2p <<<"$resources")
}

start_console() { # with a token of its own unless WEIR_CONSOLE_TOKEN_FILE names one
  local token="${WEIR_CONSOLE_TOKEN_FILE:-$root/console-token}"
  [ -s "$token" ] || (umask 077; head -c 24 /dev/urandom | base64 >"$token")
  start_process console -Xmx384m "${jvm_options[@]}" -cp "$(weir_classpath)" io.weir.cli.WeirCommand console \
    --bootstrap-servers "$brokers" --port "$CONSOLE_PORT" --token-file "$token"
}

start_simulator() { # ARGUMENT...: a run whose identifiers are its own and whose time never goes back
  alive simulator && die "the simulator runs already; stop it first"
  local run start=()
  run="r$(date +%s)"
  # On the wall clock a run begins now; compressed time goes on where the last run stopped.
  case " $* " in
    *" --compression 1 "*) ;;
    *) [ ! -f "$root/reached" ] || start=(--start-at "$(cat "$root/reached")") ;;
  esac
  mkdir -p "$root/reports"
  start_process simulator -Xmx512m "${jvm_options[@]}" -cp "$(weir_classpath)" io.weir.simulator.SimulatorMain \
    --bootstrap-servers "$brokers" --run-id "$run" "${start[@]}" "$@"
  printf '%s' "$run" >"$root/run"
}

# Hostile messages beside the traffic: each run has a ledger of its own.
start_hostile() { # ARGUMENT...
  alive hostile && die "hostile messages are being sent already; stop-hostile first"
  mkdir -p "$root/hostile"
  start_process hostile -Xmx384m "${jvm_options[@]}" -cp "$(weir_classpath)" io.weir.simulator.hostile.HostileMain \
    --bootstrap-servers "$brokers" --run-id "h$(date +%s)" --ledger "$root/hostile/$(date +%s).csv" "$@"
}

# Keeps the report of a simulator that has ended, and from when on the next one may send.
keep_report() {
  [ -f "$root/run" ] || return 0
  local last reached
  last="$(tail -n 1 "$root/logs/simulator.out" 2>/dev/null)"
  case "$last" in
    '{"eventTimeMillis":'*) ;;
    *) die "the simulator ended without a report; see $root/logs/simulator.err" ;;
  esac
  printf '%s\n' "$last" >"$root/reports/$(cat "$root/run").json"
  reached="$(sed 's/^{"eventTimeMillis":\([0-9]*\)[0-9][0-9][0-9],.*/\1/' <<<"$last")"
  date -u -d "@$((reached + 1))" +%Y-%m-%dT%H:%M:%SZ >"$root/reached" 2>/dev/null \
    || date -u -r "$((reached + 1))" +%Y-%m-%dT%H:%M:%SZ >"$root/reached"
  rm "$root/run"
}

stop_simulator() {
  end_process simulator 45
  keep_report
}
