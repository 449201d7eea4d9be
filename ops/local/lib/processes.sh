# Processes by name: start, stop, ask. A process is ours if its command line carries our mark, so
# that a number that the system has given to somebody else is never signalled.
# shellcheck shell=bash disable=SC2154
say() { printf '%s\n' "$*" >&2; }
die() { say "weir-local: $*"; exit 1; }

mark() { printf -- '-Dweir.local=%s@%s' "$1" "$root"; }

pid_of() { # NAME: prints the number of the live process
  local pid
  pid="$(cat "$root/pids/$1" 2>/dev/null)" || return 1
  case " $(ps -ww -o args= -p "$pid" 2>/dev/null) " in
    *" $(mark "$1") "*) printf '%s' "$pid" ;;
    *) return 1 ;;
  esac
}

alive() { pid_of "$1" >/dev/null; }

start_process() { # NAME JAVA_ARGUMENT...: starts a JVM in the background
  local name="$1"; shift
  alive "$name" && return 0
  mkdir -p "$root/pids" "$root/logs"
  nohup "$java" "$(mark "$name")" -Dlog.file="$root/logs/$name.log" -Dweir.log.file="$root/logs/$name.log" \
    "$@" >"$root/logs/$name.out" 2>"$root/logs/$name.err" </dev/null &
  printf '%s' "$!" >"$root/pids/$name"
  # The shell is not to tell how it ended: whoever asks for that looks for the process.
  disown
}

end_process() { # NAME SECONDS: asks it to stop, and insists after a while
  local pid waited=0
  pid="$(pid_of "$1")" || { rm -f "$root/pids/$1"; return 0; }
  kill "$pid" 2>/dev/null || true
  while alive "$1"; do
    [ "$waited" -lt $(($2 * 5)) ] || { say "$1 does not stop; killed"; kill -9 "$pid" 2>/dev/null || true; break; }
    sleep 0.2; waited=$((waited + 1))
  done
  rm -f "$root/pids/$1"
}

kill_process() { # NAME: no warning, as a power cut
  local pid
  pid="$(pid_of "$1")" || die "$1 does not run"
  kill -9 "$pid"
  while alive "$1"; do sleep 0.1; done
  rm -f "$root/pids/$1"
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

await() { # SECONDS WHAT COMMAND...: polls until the command succeeds, or the process named in $of has died
  local limit=$((SECONDS + $1 * patience)) what="$2"; shift 2
  until "$@"; do
    [ -z "${of:-}" ] || alive "$of" || die "$of has ended; see $root/logs/$of.err and $of.log"
    [ "$SECONDS" -lt "$limit" ] || die "waited in vain for $what; see $root/logs"
    sleep 0.3
  done
}

fill_in() { # TEMPLATE TARGET: replaces @NAME@ by the settings
  mkdir -p "$(dirname "$2")"
  local name arguments=()
  for name in KAFKA_PORT KAFKA_CONTROLLER_PORT FLINK_PORT ZOOKEEPER_PORT ZOOKEEPER_PEER_PORT ZOOKEEPER_ELECTION_PORT; do
    arguments+=(-e "s|@$name@|${!name}|g")
  done
  sed "${arguments[@]}" -e "s|@ROOT@|$root|g" "$1" >"$2"
}
