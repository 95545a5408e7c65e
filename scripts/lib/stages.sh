# Sourced by scripts/test: stages with their time, and the tally of what passed and failed.

passed=0 failed=0 started=$SECONDS
declare -A stage_start
failures=()

count() { passed=$((passed + $1)); failed=$((failed + $2)); }
begin() { stage_start[$1]=$SECONDS; echo "== $1"; }
end() { echo "== $1: $((SECONDS - ${stage_start[$1]})) s"; }

# A stage without which nothing else makes sense.
must() {
    local name=$1 log; shift
    begin "$name"
    log=$(mktemp)
    if ! "$@" > "$log" 2>&1; then
        tail -n 60 "$log"
        rm -f "$log"
        echo "== $name FAILED"
        count 0 1
        finish
    fi
    rm -f "$log"
    end "$name"
}

# A check that counts as one test.
check() {
    local name=$1 log; shift
    begin "$name"
    log=$(mktemp)
    if "$@" > "$log" 2>&1; then
        count 1 0
    else
        tail -n 60 "$log"
        echo "== $name FAILED"
        failures+=("$name")
        count 0 1
    fi
    rm -f "$log"
    end "$name"
}

finish() {
    for name in "${failures[@]}"; do echo "failed: $name"; done
    echo "== total: $((SECONDS - started)) s"
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
    exit $?
}
