# Sourced by scripts/run and supervise: programs in the background, known by the files NAME.pid (one pid),
# NAME.started and NAME.ready in $state.

# When a process was started, in clock ticks since boot (proc(5), field 22); nothing if it is gone or a zombie.
started_at() {
    local stat
    stat=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null) || return 0
    [ "${stat%% *}" = Z ] || cut -d' ' -f20 <<< "$stat"
}

remember() {
    started_at "$2" > "$state/$1.started"
    echo "$2" > "$state/$1.pid"
}

# The pid in the file must still be the program we started: pids are used again after a restart of the machine.
runs() {
    local pid started
    [ -s "$state/$1.pid" ] && [ -s "$state/$1.started" ] || return 1
    read -r pid < "$state/$1.pid" && read -r started < "$state/$1.started" || return 1
    [ "$(started_at "$pid")" = "$started" ]
}

is_up() { runs "$1" && [ -s "$state/$1.ready" ]; }

ready_value() { sed -n "s/^$2=//p" "$state/$1.ready"; }

# start_until_ready NAME PID WORDS…: starts the words in the background and returns when NAME.ready is there. The pid
# is in PID.pid from the first moment: if we are killed meanwhile, stop_daemon still finds what we started.
start_until_ready() {
    local name=$1 remembered=$2 pid tries=0; shift 2
    rm -f "$state/$name.ready"
    local log_before=0
    [ ! -e "$state/$name.log" ] || log_before=$(wc -c < "$state/$name.log")
    setsid "$@" < /dev/null >> "$state/$name.log" 2>&1 9>&- &
    pid=$!
    remember "$remembered" "$pid"
    disown
    until [ -s "$state/$name.ready" ]; do
        tries=$((tries + 1))
        if [ -z "$(started_at "$pid")" ] || [ $tries -gt 300 ]; then
            echo "$name did not start; $state/$name.log says:" >&2
            tail -c +$((log_before + 1)) "$state/$name.log" | tail -n 5 >&2
            echo "what was started before it is still up; scripts/run stop --state '$state' ends it" >&2
            kill "$pid" 2>/dev/null || true
            exit 1
        fi
        sleep 0.1
    done
}

start_daemon() {
    start_until_ready "$1" "$@"
}

# A program that is started again when it dies; see supervise.
start_supervised() {
    local name=$1; shift
    start_until_ready "$name" "$name.supervisor" "$here/scripts/lib/supervise" "$name" "$state" "$@"
}

# SIGTERM, and waits for the end.
end() {
    local pid tries=0
    runs "$1" || return 0
    read -r pid < "$state/$1.pid"
    kill -TERM "$pid" || { echo "$1: cannot be stopped by this user" >&2; return 1; }
    while runs "$1"; do
        tries=$((tries + 1))
        if [ $tries -gt 200 ]; then
            echo "$1: did not end within 20 s (pid $pid)" >&2
            return 1
        fi
        sleep 0.1
    done
}

# The supervisor first: it ends its program and starts nothing again. Without one, the program itself.
stop_daemon() {
    local name=$1
    if runs "$name.supervisor" || runs "$name"; then
        end "$name.supervisor" && end "$name" || return 1
        echo "$name: stopped"
    else
        echo "$name: was not up"
    fi
    rm -f "$state/$name".{pid,started,ready,restarts} "$state/$name.supervisor".{pid,started}
}

# One line about a program, for people.
status_of() {
    local name=$1 how=down
    ! runs "$name.supervisor" || how="down, is being started again"
    ! is_up "$name" || how="up, $(tr '\n' ' ' < "$state/$name.ready")"
    local times last
    if [ -s "$state/$name.restarts" ] && read -r times last < "$state/$name.restarts"; then
        how="${how% }, died and was started again $times time(s), last $last"
        runs "$name.supervisor" || how="$how, and would not be started again"
    fi
    echo "$name: $how"
}
