# Sourced by scripts/run: programs in the background, known by a pid file and a ready file in $state.

# When a process was started, in clock ticks since boot (proc(5), field 22); nothing if it is gone or a zombie.
started_at() {
    local stat
    stat=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null) || return 0
    [ "${stat%% *}" = Z ] || cut -d' ' -f20 <<< "$stat"
}

# The pid in the file must still be the program we started: pids are used again after a restart of the machine.
is_up() {
    local pid started
    [ -s "$state/$1.pid" ] && read -r pid started < "$state/$1.pid" || return 1
    [ -n "$started" ] && [ "$(started_at "$pid")" = "$started" ] && [ -s "$state/$1.ready" ]
}

ready_value() { sed -n "s/^$2=//p" "$state/$1.ready"; }

start_daemon() {
    local name=$1 pid tries=0; shift
    rm -f "$state/$name.ready"
    local log_before=0
    [ ! -e "$state/$name.log" ] || log_before=$(wc -c < "$state/$name.log")
    setsid "$@" < /dev/null >> "$state/$name.log" 2>&1 9>&- &
    pid=$!
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
    pid=$(ready_value "$name" pid)
    echo "$pid $(started_at "$pid")" > "$state/$name.pid"
}

stop_daemon() {
    local pid tries=0
    if ! is_up "$1"; then
        echo "$1: was not up"
    else
        read -r pid _ < "$state/$1.pid"
        kill -TERM "$pid" || { echo "$1: cannot be stopped by this user" >&2; return 1; }
        while is_up "$1"; do
            tries=$((tries + 1))
            if [ $tries -gt 200 ]; then
                echo "$1: did not end within 20 s (pid $pid)" >&2
                return 1
            fi
            sleep 0.1
        done
        echo "$1: stopped"
    fi
    rm -f "$state/$1.pid" "$state/$1.ready"
}
