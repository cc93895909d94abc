# SPDX-License-Identifier: MIT
# Loaded by tests that need the Hub: starts tests/hub/hub-server for a test, ends it afterwards.
#
#	hub_start                            $HUB is its folder, $HF_ENDPOINT its address, $CDN that of the other host
#	put org/a/tokenizer.json <file       a file of a repository
#	how org/a/tokenizer.json 'LINES'     what goes wrong with it: see hub-answer.c
#	requests                             the log; requests GET: how many lines hold GET

hub_start() {
	HUB=$BATS_TEST_TMPDIR/hub
	mkdir -p "$HUB"
	"$top_builddir/tests/hub/hub-server" "$HUB" "$@" >/dev/null 2>&1 3>&- &
	HUB_PID=$!
	local i
	for ((i = 0; i < 500; i++)); do
		[ -e "$HUB/ports" ] && break
		sleep 0.01
	done
	local hub cdn scheme=http
	read -r hub cdn <"$HUB/ports"
	[ $# -eq 0 ] || scheme=https
	export HF_ENDPOINT=$scheme://127.0.0.1:$hub
	HUB_PORT=$hub CDN=$scheme://127.0.0.1:$cdn CDN_PORT=$cdn
}

hub_stop() {
	[ -z "${HUB_PID-}" ] || kill "$HUB_PID" 2>/dev/null || :
}

teardown() {
	hub_stop
}

put() {
	mkdir -p "$HUB/$(dirname "$1")"
	cat >"$HUB/$1"
}

how() {
	mkdir -p "$HUB/$(dirname "$1")"
	rm -f "$HUB/$1".count.*
	printf '%s\n' "$2" >"$HUB/$1.how"
}

requests() {
	if [ $# -eq 0 ]; then
		cat "$HUB/log" 2>/dev/null || :
	else
		grep -c -e "$1" "$HUB/log" 2>/dev/null || :
	fi
}

forget() {
	rm -f "$HUB/log"
}
