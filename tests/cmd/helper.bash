# SPDX-License-Identifier: MIT
# Loaded by every bats file: `load helper`.  Programs run as a user would run them, in a scratch folder of
# their own, with stdout and stderr kept apart:
#
#	run_ok bitnet-encode -m "$M"            fails the test unless the exit status is 0
#	run_exit 64 bitnet-encode --bad         fails the test unless it is 64; a signal is always a failure
#
# Both leave $out, $err (files' contents without the last newline), $OUT, $ERR (the files) and $status.
# stdin is /dev/null unless the test redirects it:  run_ok bitnet-decode < ids

top_srcdir=${top_srcdir:-$(cd "$BATS_TEST_DIRNAME/../.." && pwd)}
top_builddir=${top_builddir:-$PWD}
DATA=${BITNET_TEST_DATA:-$top_srcdir/../shared/data}
FIXTURES=$top_builddir/tests/data

setup() {
	PATH=$top_builddir/cmd:$PATH
	BITNET_EXEC_PATH=$top_builddir/cmd
	HOME=$BATS_TEST_TMPDIR/home
	LC_ALL=C.UTF-8 TZ=UTC
	export PATH BITNET_EXEC_PATH HOME LC_ALL TZ
	export BITNET_CATALOGUE=$top_srcdir/lib/discover/catalogue.json
	export BITNET_DEFAULT_MODEL=$top_srcdir/contrib/tinystories/tinystories.gguf
	unset XDG_CACHE_HOME XDG_CONFIG_HOME BITNET_LOG RUST_LOG BITNET_OFFLINE HF_HUB_OFFLINE BITNET_STRICT_TOKENIZERS \
		BITNET_DETERMINISTIC BITNET_SEED BITNET_NUM_THREADS RAYON_NUM_THREADS OMP_NUM_THREADS BITNET_CPU BITNET_DEVICE \
		HF_TOKEN HUGGING_FACE_HUB_TOKEN HF_TOKEN_PATH HF_HOME HF_HUB_CACHE HUGGINGFACE_HUB_CACHE LLAMA_CACHE HF_HUB_DISABLE_IMPLICIT_TOKEN BITNET_MIRROR \
		SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE REQUESTS_CA_BUNDLE no_proxy NO_PROXY all_proxy BITNET_CACHE_DIR http_proxy https_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_COLOR
	# Nothing here reaches the Hub.
	export HF_ENDPOINT=http://127.0.0.1:9
	mkdir -p "$HOME"
	cd "$BATS_TEST_TMPDIR" || return 1
	OUT=$BATS_TEST_TMPDIR/.stdout ERR=$BATS_TEST_TMPDIR/.stderr
	if declare -F local_setup >/dev/null; then local_setup; fi
}

# Run, keep the streams apart, print everything when the status is not the one wanted.
run_exit() {
	local want=$1
	shift
	status=0
	if [ -t 0 ]; then
		"$@" </dev/null >"$OUT" 2>"$ERR" || status=$?
	else
		"$@" >"$OUT" 2>"$ERR" || status=$?
	fi
	out=$(tr -d '\0' <"$OUT") err=$(tr -d '\0' <"$ERR")
	[ "$status" -eq "$want" ] && return 0
	echo "command: $*"
	echo "exit status $status, want $want"
	echo "--- stdout"
	head -c 2000 "$OUT"
	echo "--- stderr"
	head -c 2000 "$ERR"
	return 1
}

run_ok() {
	run_exit 0 "$@"
}

# is "$out" "text": equal, with a diff if not.
is() {
	[ "$1" = "$2" ] && return 0
	echo "--- want | got"
	diff <(printf '%s\n' "$2") <(printf '%s\n' "$1") | head -40
	return 1
}

# has "$err" "text": a part.
has() {
	case $1 in
	*"$2"*) return 0 ;;
	esac
	printf 'want in it: %s\ngot: %s\n' "$2" "$1"
	return 1
}

lacks() {
	case $1 in
	*"$2"*)
		printf 'must not be in it: %s\ngot: %s\n' "$2" "$1"
		return 1
		;;
	esac
}

# Same bytes in two files.
same() {
	cmp "$1" "$2" && return 0
	diff -u "$1" "$2" | head -40
	return 1
}

# golden NAME FILE: FILE equals tests/cmd/golden/NAME; UPDATE_GOLDEN=1 rewrites it.
golden() {
	local g=$top_srcdir/tests/cmd/golden/$1
	if [ -n "$UPDATE_GOLDEN" ]; then
		mkdir -p "$(dirname "$g")"
		cp "$2" "$g"
	fi
	diff -u "$g" "$2"
}

# Skips the test without the folder of shared data; sets nothing else.
need_data() {
	[ -e "$DATA/$1" ] || skip "no test data folder"
}

# schema_ok NAME FILE [--lines]: the document in FILE (each line of it) is what cmd/schemas/NAME.schema.json says.
schema_ok() {
	"$top_builddir/tests/docs/schema-check" "$top_srcdir/cmd/schemas/$1.schema.json" ${3:+"$3"} <"$2"
}
