# Runs a command and ends it as soon as standard input ends, which it does when the middleware closes it or dies, however that happens.
# usage: sh -c '<this text>' guard PIDFILE GRACE-SECONDS COMMAND [ARGUMENT...]
pidfile=$1
grace=$2
shift 2
exec 3<&0 </dev/null
"$@" 3<&- &
child=$!
echo "$child" >"$pidfile.new" && mv "$pidfile.new" "$pidfile"
{
    while read -r ignored; do :; done <&3
    kill -TERM "$child" 2>/dev/null
    tenths=$((grace * 10))
    while [ "$tenths" -gt 0 ] && kill -0 "$child" 2>/dev/null; do
        sleep 0.1
        tenths=$((tenths - 1))
    done
    kill -KILL "$child" 2>/dev/null
} >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$child"
status=$?
kill "$watcher" 2>/dev/null
exit "$status"
