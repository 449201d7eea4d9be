# Faults of processes, broker and disk, each noted with its begin and end.
# shellcheck shell=bash disable=SC2154
chaos="$root/chaos"

now_millis() { date +%s%3N; }

rand() { # LEAST MOST: a number of the seeded sequence, in $drawn
  drawn=$(($1 + RANDOM % ($2 - $1 + 1)))
}

# Runs a fault and notes when it began and ended: whatever restarts a job in between is explained.
fault() { # WHAT COMMAND...
  local what="$1" since; shift
  since="$(now_millis)"
  step "$what"
  printf '%s\t%s\t%s\n' "$since" "open" "$what" >>"$chaos/faults.tsv"
  "$@"
  printf '%s\t%s\t%s\n' "$since" "$(now_millis)" "$what" >>"$chaos/faults.tsv"
}

restart_taskmanager() { alive "taskmanager-$1" || start_taskmanager "$1"; }

# A job manager that is started anew knows nothing of earlier failures of its jobs.
restart_jobmanager() {
  date +%s >"$chaos/jobmanager-since"
  local_cluster restart-one jm
}

kill_taskmanager() { # NUMBER SECONDS
  restart_taskmanager "$1"
  kill_process "taskmanager-$1"; sleep "$2"; restart_taskmanager "$1"
}

kill_jobmanager() { # SECONDS
  kill_process jobmanager; sleep "$1"; restart_jobmanager
}

freeze() { # NAME SECONDS: the process stands still, and its connections stay open
  local pid
  pid="$(pid_of "$1")" || return 0
  kill -STOP "$pid"; sleep "$2"; kill -CONT "$pid" 2>/dev/null || true
  # Whoever was thought dead for too long ends by itself.
  sleep 3
  case "$1" in
    jobmanager) alive jobmanager || restart_jobmanager ;;
    taskmanager-*) restart_taskmanager "${1##*-}" ;;
  esac
}

broker_away() { # SECONDS
  kill_process broker; sleep "$1"; start_broker
}

# Nothing can be created below a file, not even by root.
checkpoints_unwritable() { # SECONDS
  mv "$root/flink/checkpoints" "$root/flink/checkpoints.away"
  : >"$root/flink/checkpoints"
  sleep "$1"
  rm "$root/flink/checkpoints"
  mv "$root/flink/checkpoints.away" "$root/flink/checkpoints"
}

# Puts what Flink writes on a disk of its own, so that filling it hurts nobody else; only root may.
own_disk() {
  mkdir -p "$root/flink"
  mount -t tmpfs -o size="${WEIR_CHAOS_DISK:-1g}" weir-chaos "$root/flink" 2>/dev/null
}

give_disk_back() { # KEEP: yes copies what was written
  mountpoint -q "$root/flink" || return 0
  if [ "$1" = yes ]; then cp -a "$root/flink" "$root/flink.kept"; fi
  umount "$root/flink"
  if [ "$1" = yes ]; then rmdir "$root/flink"; mv "$root/flink.kept" "$root/flink"; fi
}

# Checkpoints, savepoints and RocksDB find no room.
disk_full() { # SECONDS
  dd if=/dev/zero of="$root/flink/full" bs=1M 2>/dev/null || true
  sleep "$1"
  rm "$root/flink/full"
}

kill_during_savepoint() { # JOB NUMBER SECONDS
  (local_cluster savepoint "$1" >/dev/null 2>&1) &
  local client=$!
  sleep "$3"
  kill_process "taskmanager-$2"
  wait "$client" || step "  no savepoint of $1: the task manager was gone"
  restart_taskmanager "$2"
}

# A stop with a savepoint that is cut short leaves the job running or stopped; either way it goes on
# from the newest state that is complete.
kill_during_upgrade() { # JOB PARALLELISM PROCESS SECONDS
  (local_cluster stop "$1" >/dev/null 2>&1) &
  local client=$!
  sleep "$4"
  kill_process "$3"
  wait "$client" || step "  the stop of $1 was cut short"
  case "$3" in
    jobmanager) restart_jobmanager ;;
    *) restart_taskmanager "${3##*-}" ;;
  esac
  go_on "$1" "$2"
}

newest_state() { # JOB: its newest complete savepoint or checkpoint
  local id prefix
  {
    latest_checkpoint "$1"
    while read -r id; do
      prefix="${id:0:6}"
      ls -td "$root/flink/savepoints/savepoint-$prefix"-*/_metadata 2>/dev/null | xargs -r dirname
    done <"$root/jobs/$1.ids"
  } | while read -r place; do
    printf '%s %s\n' "$(stat -c %Y "$place/_metadata")" "$place"
  done | sort -n | tail -n 1 | cut -d' ' -f2-
}

ended() { case "$(job_state "$1")" in FINISHED|FAILED|CANCELED) return 0 ;; *) return 1 ;; esac; }

known_or_ended() { known "$1" || ended "$1"; }

go_on() { # JOB PARALLELISM
  await 120 "the job manager to know of $1" known_or_ended "$1"
  sleep 2
  if ended "$1" || ! known "$1"; then
    start_job "$1" "$2" "$(newest_state "$1")"
  fi
}

# Keeps what the job manager says of failures, by job and by job manager.
watch_failures() {
  local job id
  while :; do
    for job in "${all_jobs[@]}"; do
      id="$(job_id "$job" || true)"
      [ -n "$id" ] || continue
      curl -sf --max-time 5 "$rest/jobs/$id/exceptions?maxExceptions=100" -o "$chaos/failures/.new" 2>/dev/null \
        && mv "$chaos/failures/.new" "$chaos/failures/$job-$id-$(cat "$chaos/jobmanager-since").json"
    done
    sleep 2
  done
}
