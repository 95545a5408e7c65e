# Sourced by scripts/run: the program, on what was started in $state.

# Sets options: what the program has to be told of what runs here, by its first word. Whoever says it himself is not
# overruled.
set_options() {
    options=()
    local own=" $* "
    case $1 in
        serve | migrate | check-config | device | purge | patient | order | lab | explain)
            [[ $own =~ ' '(-c|--config)[=' '] ]] || mapfile -d '' -t options < "$state/broker.settings" ;;
        replay) add_address mllp "$own" ;;
        modality) add_address dicom "$own" ;;
    esac
}

# add_address WORD OWN: --to with the address of that listener.
add_address() {
    [[ ! $2 =~ ' '(-h|--help|--to)[=' '] ]] || return 0
    is_up broker || { echo "scripts/run: the broker is not up; scripts/run starts it" >&2; return 1; }
    options=(--to "127.0.0.1:$(ready_value broker "$1")")
}

# Becomes PROGRAM WORDS… with what it has to be told.
become() {
    local program=$1 options
    shift
    set_options "$@" || exit 1
    exec "$program" "$@" "${options[@]}"
}

# The file of devices that belongs to the settings FILE: the one beside it. Without one: the shipped one if the
# demonstration is wanted, whose devices ask; otherwise none.
devices_beside() {
    local beside
    beside=$(dirname "$1")/devices.toml
    if [ -f "$beside" ]; then echo "$beside"; elif [ "$demo" = yes ]; then echo "$here/config/devices.toml"; fi
}

# import_devices PROGRAM FILE SETTINGS…: unless this content was the last imported here, so that what was imported by
# hand since is not undone. What is remembered of it goes with the database.
import_devices() {
    local program=$1 file=$2 imported=$state/postgres/devices.imported content
    shift 2
    content=$(sha256sum < "$file")
    if [ "$content" != "$(tail -n 1 "$imported" 2>/dev/null)" ]; then
        echo "devices of $file:"
        "$program" device import "$@" "$file"
        echo "$content" > "$imported"
    fi
}
