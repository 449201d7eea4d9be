# The jobs on the local cluster: submit, find, savepoint, upgrade.
# shellcheck shell=bash disable=SC2154
all_jobs=(attribution learning budget)

job_class() {
  case "$1" in
    attribution) echo io.weir.jobs.attribution.AttributionJob ;;
    learning) echo io.weir.jobs.learning.LearningJob ;;
    budget) echo io.weir.jobs.budget.BudgetJob ;;
    *) die "no job is named $1; there are: ${all_jobs[*]}" ;;
  esac
}

job_options() { # what a job is told beyond where Kafka is
  case "$1" in
    attribution) echo "--hold-limit 5s" ;;
    learning)
      local option
      for option in $LEARNING_OPTIONS; do printf -- '--learning %s ' "$option"; done
      ;;
    *) echo "" ;;
  esac
}

default_parallelism() { [ "$1" = attribution ] && echo 2 || echo 1; }

flink_cli() {
  FLINK_CONF_DIR="$root/flink/conf" "$java" "${quick_start[@]}" -Xmx256m "${jvm_options[@]}" "$(log4j)" -Dlog.file="$root/logs/client.log" \
    -cp "$(flink_classpath)" org.apache.flink.client.cli.CliFrontend "$@"
}

# Prints "state id running total" (the last two count tasks) of the newest job of a name that the
# cluster knows, or nothing.
job_now() { # JOB
  curl -sf --max-time 5 "$rest/jobs/overview" 2>/dev/null | awk '{ gsub(/\{"jid"/, "\n{\"jid\""); print }' \
    | sed -n "s/.*\"jid\":\"\([0-9a-f]*\)\",\"name\":\"weir $1\",.*\"start-time\":\([0-9]*\),.*\"state\":\"\([A-Z]*\)\",.*\"running\":\([0-9]*\),.*\"total\":\([0-9]*\).*/\2 \3 \1 \4 \5/p" \
    | sort -n | tail -n 1 | cut -d' ' -f2-
}

job_state() { job_now "$1" | cut -d' ' -f1; }
job_id() { job_now "$1" | cut -d' ' -f2; }

runs() { [ "$(job_state "$1")" = RUNNING ]; }
known() { case "$(job_state "$1")" in RUNNING|CREATED|RESTARTING|INITIALIZING|FAILING) return 0 ;; *) return 1 ;; esac; }

# All tasks run, not only the job's master.
tasks_run() { # JOB
  local now; now="$(job_now "$1")" || return 1
  # shellcheck disable=SC2086
  set -- $now
  [ "${1:-}" = RUNNING ] && [ "$3" = "$4" ] && [ "$4" -gt 0 ]
}

submit_job() { # JOB PARALLELISM [RESTORE_PATH]
  local restore=() class
  class="$(job_class "$1")"
  [ -z "${3:-}" ] || restore=(-s "$3")
  # shellcheck disable=SC2046
  flink_cli run -d "${restore[@]}" -c "$class" "$job_jar" \
    --bootstrap-servers "$brokers" --parallelism "$2" --checkpoint-interval "$CHECKPOINT_INTERVAL" \
    --out-of-orderness "$OUT_OF_ORDERNESS" --idleness "$IDLENESS" $(job_options "$1") >"$root/logs/submit-$1.out" 2>&1 \
    || die "$1 cannot be submitted; see $root/logs/submit-$1.out"
  mkdir -p "$root/jobs"
  printf '%s' "$2" >"$root/jobs/$1.parallelism"
  await 180 "$1 to run" tasks_run "$1"
}

latest_checkpoint() { # JOB: the newest complete checkpoint that any run of the job has left
  [ -f "$root/jobs/$1.ids" ] || return 0
  local id
  while read -r id; do
    ls -td "$root/flink/checkpoints/$id"/chk-*/_metadata 2>/dev/null
  done <"$root/jobs/$1.ids" | xargs -r ls -t | head -n 1 | xargs -r dirname
}

note_id() { # JOB
  mkdir -p "$root/jobs"
  local id; id="$(job_id "$1")"
  grep -qx "$id" "$root/jobs/$1.ids" 2>/dev/null || printf '%s\n' "$id" >>"$root/jobs/$1.ids"
}

start_job() { # JOB PARALLELISM FROM(savepoint|latest|none|PATH)
  known "$1" && { note_id "$1"; say "$1 runs already"; return 0; }
  local from="$3"
  case "$from" in
    savepoint) from="$(cat "$root/jobs/$1.savepoint" 2>/dev/null || true)" ;;
    latest) from="$(latest_checkpoint "$1")"; [ -n "$from" ] || die "$1 has left no checkpoint" ;;
    none) from="" ;;
  esac
  submit_job "$1" "$2" "$from"
  rm -f "$root/jobs/$1.savepoint"
  note_id "$1"
  say "$1 runs at parallelism $2${from:+, from $from}"
}

stop_job() { # JOB: stops with a savepoint and notes where it lies
  local path
  runs "$1" || die "$1 does not run: $(job_state "$1")"
  path="$(flink_cli stop -p "$root/flink/savepoints" "$(job_id "$1")" 2>&1 | tee "$root/logs/stop-$1.out" | sed -n 's/^Savepoint completed. Path: //p')"
  [ -n "$path" ] || die "$1 was not stopped; see $root/logs/stop-$1.out"
  printf '%s' "$path" >"$root/jobs/$1.savepoint"
  say "$1 stopped with $path"
}

savepoint_job() { # JOB: a savepoint while it goes on running
  local path
  runs "$1" || die "$1 does not run: $(job_state "$1")"
  path="$(flink_cli savepoint "$(job_id "$1")" "$root/flink/savepoints" 2>&1 | tee "$root/logs/savepoint-$1.out" | sed -n 's/^Savepoint completed. Path: //p')"
  [ -n "$path" ] || die "no savepoint of $1; see $root/logs/savepoint-$1.out"
  printf '%s\n' "$path"
}

checkpoint_since() { # JOB MILLIS: whether a checkpoint has begun since then and completed
  local id triggered
  id="$(job_id "$1")" || return 1
  [ -n "$id" ] || return 1
  triggered="$(curl -sf --max-time 5 "$rest/jobs/$id/checkpoints" 2>/dev/null | awk '{
    start = index($0, "\"latest\":{\"completed\":{"); if (start == 0) exit
    rest = substr($0, start)
    if (match(rest, /"trigger_timestamp":[0-9]+/)) print substr(rest, RSTART + 20, RLENGTH - 20) }')"
  [ -n "$triggered" ] && [ "$triggered" -ge "$2" ]
}
