#!/usr/bin/env bash
# submit.sh NAME CLASS ARGUMENT...: submits a job unless it runs. A job manager that has come up again
# recovers its jobs by itself, and a second copy would fight the first for its transactions.
set -euo pipefail
name="$1"; class="$2"; shift 2
flink="${FLINK:-/opt/flink/bin/flink}"
jar="${WEIR_JOBS_JAR:-/opt/flink/usrlib/weir-jobs.jar}"
for _ in $(seq 60); do
  if jobs="$("$flink" list -a 2>&1)"; then
    case "$jobs" in
      *" : weir $name (RUNNING)"* | *" : weir $name (RESTARTING)"* | *" : weir $name (CREATED)"* | *" : weir $name (INITIALIZING)"*)
        echo "weir $name runs already"
        exit 0
        ;;
    esac
    exec "$flink" run -d ${WEIR_RESTORE_PATH:+-s "$WEIR_RESTORE_PATH"} -c "$class" "$jar" "$@"
  fi
  sleep 2
done
echo "no job manager answers: $jobs" >&2
exit 1
