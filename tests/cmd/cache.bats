# SPDX-License-Identifier: MIT
# The cache of tokenizers, by its program.  Entries are put there by tests/cmd/mkcache, as a download would.
load helper

local_setup() {
	mkcache=$top_builddir/tests/cmd/mkcache
	C=$BATS_TEST_TMPDIR/cache
	export BITNET_CACHE_DIR=$C
	echo '{}' >tokenizer.json
	echo model >tokenizer.model
}

# put KEY [FILE...]
put() {
	local key=$1
	shift
	"$mkcache" "$C" "$key" "${@:-tokenizer.json}"
}

field() {
	jq -r "$1" "$OUT"
}

# days_ago N FILE...
days_ago() {
	local n=$1
	shift
	touch -d "$n days ago" "$@"
}

@test "the cache is BITNET_CACHE_DIR, else below XDG_CACHE_HOME when that is absolute, else below HOME" {
	run_ok bitnet-cache path
	is "$out" "$C/tokenizers"
	unset BITNET_CACHE_DIR
	run_ok bitnet-cache path
	is "$out" "$HOME/.cache/bitnet/tokenizers"
	XDG_CACHE_HOME=relative run_ok bitnet-cache path
	is "$out" "$HOME/.cache/bitnet/tokenizers"
	XDG_CACHE_HOME=/x run_ok bitnet-cache path
	is "$out" "/x/bitnet/tokenizers"
	HOME='' run_exit 78 bitnet-cache path
	has "$err" "BITNET_CACHE_DIR"
}

@test "an empty cache has no entries, and looking makes nothing" {
	for what in list verify prune; do
		run_ok bitnet-cache "$what"
		is "$out" ""
	done
	run_ok bitnet-cache rm --all -y
	run_ok bitnet-cache list --json
	schema_ok cache-list "$OUT"
	is "$(field '.entries | length')" 0
	[ ! -e "$C" ]
}

@test "list shows key, state, bytes, uses, last use and repository, separated by tabs" {
	REPO=org/name put two-32k tokenizer.json tokenizer.model
	put one-1k
	run_ok bitnet-cache list
	is "$out" "$(printf 'one-1k\tok\t%d\t0\t-\t-\ntwo-32k\tok\t%d\t0\t-\torg/name' \
		"$(cat "$C"/tokenizers/one-1k/* | wc -c)" "$(cat "$C"/tokenizers/two-32k/* | wc -c)")"
	run_ok bitnet-cache list -q
	is "$out" "one-1k
two-32k"
	script -qec 'bitnet-cache list' /dev/null </dev/null >table
	has "$(head -n 1 table)" "KEY      STATE      SIZE   HITS  LAST USED             REPOSITORY"
}

@test "list --json is what its schema says, with the files and what is known of them" {
	REPO=org/name COMMIT=0123456789abcdef0123456789abcdef01234567 LICENSE=mit VOCAB_SIZE=7 put key tokenizer.json tokenizer.model=original/tokenizer.model
	schema_ok cache-manifest "$C/tokenizers/key/manifest"
	run_ok bitnet-cache list --json
	schema_ok cache-list "$OUT"
	is "$(field '.entries[0] | .key, .state, .repo, .license, .vocab_size, .hits, .path')" "key
ok
org/name
mit
7
0
$C/tokenizers/key/tokenizer.json"
	is "$(field '.entries[0].files[1] | .name, .size, .sha256')" "original/tokenizer.model
6
$(sha256sum <tokenizer.model | cut -d ' ' -f 1)"
}

@test "path gives the tokenizer of a key, find lists the same, and one that is not there exits 66" {
	put key tokenizer.model tokenizer.json
	run_ok bitnet-cache path key
	is "$out" "$C/tokenizers/key/tokenizer.json"
	is "$(find "$C/tokenizers" -name '*.json')" "$out"
	run_exit 66 bitnet-cache path none
	is "$err" "bitnet-cache: none: is not in the cache"
	run_exit 66 bitnet-cache path --json none
	schema_ok error "$ERR"
	is "$(jq -r .error.name "$ERR")" not_cached
}

@test "names that could lead elsewhere are no keys, wherever they are given (CVE-2025-44779, CVE-2026-7020)" {
	put key
	for key in .. ../models / a/b 'a b' KEY $'a\nb'; do
		for what in path verify rm; do
			[ "$what" = verify ] && want=1 || want=65
			run_exit "$want" bitnet-cache "$what" "$key"
		done
	done
	run_ok bitnet-cache verify key
}

@test "verify hashes every file and exits 1 when one is not what was put there" {
	put good
	put bad
	run_ok bitnet-cache verify
	is "$out" "$(printf 'bad\tok\ngood\tok')"
	# The same size and times as before: only its bytes tell.
	cp -p "$C/tokenizers/bad/tokenizer.json" saved
	printf '[]\n' >"$C/tokenizers/bad/tokenizer.json"
	touch -r saved "$C/tokenizers/bad/tokenizer.json"
	run_exit 1 bitnet-cache verify
	has "$out" "$(printf 'bad\tdamaged\t')"
	has "$out" "does not have the hash"
	has "$out" "$(printf 'good\tok')"
	run_exit 1 bitnet-cache verify --json
	schema_ok cache-verify "$OUT"
	is "$(field '.entries[] | "\(.key) \(.state) \(.name)"')" "bad damaged cache_damaged
good ok null"
	run_ok bitnet-cache verify good
	run_exit 66 bitnet-cache verify gone
	is "$out" "$(printf 'gone\tgone\tis not in the cache')"
	mkdir "$C/tokenizers/foreign"
	run_exit 1 bitnet-cache verify foreign
	has "$out" "$(printf 'foreign\tforeign\t')"
}

@test "rm removes the keys that are named, and goes on after one that is not there" {
	put a
	put b
	put c
	run_ok bitnet-cache rm --dry-run a
	is "$(bitnet-cache list -q | tr '\n' ' ')" "a b c "
	run_exit 66 bitnet-cache rm a none b
	is "$(cut -f 1,2 "$OUT")" "$(printf 'entry\ta\nentry\tb')"
	is "$(bitnet-cache list -q)" c
	run_ok bitnet-cache rm --json c
	schema_ok cache-rm "$OUT"
	is "$(field '.removed[0].name')" c
	is "$(bitnet-cache list -q)" ""
	run_exit 64 bitnet-cache rm
	run_exit 64 bitnet-cache rm --all c
}

@test "rm --all wants --yes, empties the cache of tokenizers and touches nothing else" {
	put a
	put b
	mkdir -p "$C/models/org" "$C/tokenizers/Not-Ours" "$HOME/.cache/huggingface/hub"
	echo m >"$C/models/org/m.gguf"
	echo m >"$C/tokenizers/Not-Ours/file"
	cp "$FIXTURES/bitnet.gguf" m.gguf
	sleep 0.1
	echo hello | bitnet-encode -m m.gguf >ids
	is "$(find "$C/compiled" -name '*.tok' | wc -l)" 1
	echo m >"$C/compiled/notes"
	run_exit 64 bitnet-cache rm --all
	has "$err" "would remove 2 entries and 1 compiled tokenizer"
	is "$(bitnet-cache list -q | wc -l)" 2
	run_ok bitnet-cache rm --all --dry-run
	is "$(cut -f 1 "$OUT" | tr '\n' ' ')" "entry entry compiled "
	is "$(bitnet-cache list -q | wc -l)" 2
	run_ok bitnet-cache rm --all -y --json
	schema_ok cache-rm "$OUT"
	is "$(find "$C/compiled" -type f)" "$C/compiled/notes"
	is "$(bitnet-cache list -q)" ""
	[ -e "$C/models/org/m.gguf" ]
	[ -e "$C/tokenizers/Not-Ours/file" ]
	[ -d "$HOME/.cache/huggingface/hub" ]
	run_exit 64 bitnet-cache rm --all
	has "$err" "would remove 0 entries and 0 compiled tokenizers"
	run_ok bitnet-cache rm --all -y
	is "$out" ""
	echo hello | bitnet-encode -m m.gguf >ids
}

@test "rm of a link removes the link" {
	put a
	mkdir elsewhere
	echo kept >elsewhere/file
	ln -s "$PWD/elsewhere" "$C/tokenizers/link"
	run_ok bitnet-cache rm link
	[ ! -e "$C/tokenizers/link" ]
	is "$(cat elsewhere/file)" kept
}

@test "prune tidies up what killed processes left, and entries only when asked to, with --yes" {
	put old
	put new
	mkdir "$C/tmp/old.1.1"
	days_ago 1 "$C/tmp/old.1.1"
	days_ago 40 "$C/tokenizers/old"
	run_ok bitnet-cache prune --dry-run
	is "$out" "$(printf 'temporary\told.1.1\t0')"
	run_ok bitnet-cache prune
	[ ! -e "$C/tmp/old.1.1" ]
	is "$(bitnet-cache list -q | wc -l)" 2
	run_exit 64 bitnet-cache prune --older 30d
	run_ok bitnet-cache prune --older 50d -y
	is "$out" ""
	run_ok bitnet-cache prune --older 30d --yes --json
	schema_ok cache-prune "$OUT"
	is "$(field '.removed[] | "\(.kind) \(.name)"')" "entry old"
	run_ok bitnet-cache prune --max-size 1K -y
	is "$(bitnet-cache list -q)" new
	run_ok bitnet-cache prune --max-size 0 -y
	is "$(bitnet-cache list -q)" ""
}

@test "ages and sizes that are none, and options of another subcommand, exit 64" {
	for age in x 1y -1 1dd d '' 99999999999999999999 9999999999999999999w; do
		run_exit 64 bitnet-cache prune -y --older="$age"
	done
	for size in x 1d -1 1KB K 99999999999999999999T; do
		run_exit 64 bitnet-cache prune -y --max-size="$size"
	done
	run_exit 64 bitnet-cache
	run_exit 64 bitnet-cache nothing
	run_exit 64 bitnet-cache list key
	run_exit 64 bitnet-cache list --all
	run_exit 64 bitnet-cache rm --older 1d key
	run_exit 64 bitnet-cache verify -y
	run_exit 64 bitnet-cache path --dry-run
	run_exit 64 bitnet-cache path a b
}

@test "export and import carry entries to another cache, in every format, also through a pipe" {
	REPO=org/name COMMIT=0123456789abcdef0123456789abcdef01234567 put one tokenizer.json tokenizer.model
	put two
	for end in tar.zst tar.gz tgz tar.xz tar zip; do
		run_ok bitnet-cache export one two -o "b.$end"
		is "$out" ""
		run_ok env BITNET_CACHE_DIR="$PWD/other-$end" bitnet-cache import --json "b.$end"
		schema_ok cache-import "$OUT"
		is "$(field '.entries[] | "\(.key) \(.what)"')" "one added
two added"
		run_ok env BITNET_CACHE_DIR="$PWD/other-$end" bitnet-cache verify
		is "$out" "$(printf 'one\tok\ntwo\tok')"
		diff <(jq 'del(.time)' "$C/tokenizers/one/manifest") <(jq 'del(.time)' "other-$end/tokenizers/one/manifest")
		same "$C/tokenizers/one/tokenizer.model" "other-$end/tokenizers/one/tokenizer.model"
	done
	run_ok env BITNET_CACHE_DIR="$PWD/piped" bash -c 'cat b.tar.zst | bitnet-cache import -'
	is "$out" "$(printf 'one\tadded\t9\ntwo\tadded\t3')"
	run_ok bitnet-cache import --dry-run b.zip
	is "$(cut -f 1,2 "$OUT")" "$(printf 'one\tsame\ntwo\tsame')"
	is "$(tar tf b.tar | head -n 1)" one/manifest
}

@test "export leaves nothing behind when it fails, and import takes nothing of a bundle that is changed" {
	put one
	put two
	run_exit 66 bitnet-cache export one none -o b.tar.zst
	[ ! -e b.tar.zst ]
	run_exit 64 bitnet-cache export one -o b.rar
	run_exit 64 bitnet-cache export one
	run_exit 64 bitnet-cache export -o b.zip
	run_exit 64 bitnet-cache import
	run_exit 73 bitnet-cache export one -o "$PWD/no/folder/b.tar"
	run_ok bitnet-cache export one two -o b.tar
	sed -i 's/{}/[]/' b.tar
	run_exit 65 env BITNET_CACHE_DIR="$PWD/other" bitnet-cache import b.tar
	has "$err" "bitnet-cache: b.tar: one: 'tokenizer.json' has the hash"
	run_ok env BITNET_CACHE_DIR="$PWD/other" bitnet-cache list
	is "$out" ""
	run_exit 66 env BITNET_CACHE_DIR="$PWD/other" bitnet-cache import none.tar
	run_exit 66 env BITNET_CACHE_DIR="$PWD/other" bitnet-cache import .
	is "$err" "bitnet-cache: .: cannot open: Is a directory"
	run_exit 65 env BITNET_CACHE_DIR="$PWD/other" bitnet-cache import tokenizer.model
	has "$err" "not an archive that can be read"
	ln -s /etc/passwd one
	tar cf link.tar one
	run_exit 65 env BITNET_CACHE_DIR="$PWD/other" bitnet-cache import link.tar
	has "$err" "neither a file nor a folder"
	tar cPf up.tar --transform 's,^,../,' tokenizer.json
	run_exit 65 env BITNET_CACHE_DIR="$PWD/other" bitnet-cache import --json up.tar
	schema_ok error "$ERR"
	is "$(jq -r .error.name "$ERR")" archive_path
	is "$(find "$PWD/other" -type f)" ""
}

# A catalogue with one family, whose models have 512 tokens, as the fixtures have.
one_family() {
	export BITNET_CATALOGUE=$PWD/catalogue.json
	cat >catalogue.json <<-EOF
		{"schema":"bitnet.catalogue/1","families":[{"key":"tiny","repo":"org/tiny","models":["org/tiny-gguf"],"mirrors":[],
		"architectures":["bitnet-b1.58"],"vocab_sizes":[512],
		"files":[{"name":"tokenizer.json","required":true}],"license":"mit","gated":false}]}
	EOF
}

@test "tok-discover, encode and generate use what is in the cache, offline too, and uses are counted" {
	one_family
	cp "$FIXTURES/bitnet-notok.gguf" m.gguf
	run_exit 69 bitnet-tok-discover --offline m.gguf
	put tiny "$FIXTURES/bitnet.gguf=tokenizer.json"
	run_ok bitnet-tok-discover --offline m.gguf
	schema_ok tok-discover "$OUT"
	is "$(field '.strategy, .tokenizer.path')" "cached
$C/tokenizers/tiny/tokenizer.json"
	run_ok env BITNET_OFFLINE=1 bitnet-encode -m m.gguf tokenizer.model
	want=$(bitnet-encode -m "$FIXTURES/bitnet.gguf" tokenizer.model)
	is "$out" "$want"
	run_ok bitnet-generate -m m.gguf -p "The fox" -n 4 -q
	want=$(bitnet-generate -m "$FIXTURES/bitnet.gguf" -p "The fox" -n 4 -q)
	is "$out" "$want"
	is "$(bitnet-cache list | cut -f 4)" 3
	run_ok bitnet-cache list --json
	schema_ok cache-list "$OUT"
	[ "$(field '.entries[0].last_used')" != null ]
	# A damaged one is not used.
	echo x >>"$C/tokenizers/tiny/tokenizer.json"
	run_exit 69 bitnet-tok-discover --offline m.gguf
	has "$err" "does not have the size that the manifest says"
}

@test "what the Hub's client has fetched is used, wherever its variables put it, and not when it was written through a link" {
	one_family
	cp "$FIXTURES/bitnet-notok.gguf" m.gguf
	hash=$(git hash-object --no-filters "$FIXTURES/bitnet.gguf")
	for v in HF_HUB_CACHE=hub HUGGINGFACE_HUB_CACHE=hub 'HF_HUB_CACHE=$HOME/hub' 'HF_HUB_CACHE=~/hub' HF_HOME= XDG_CACHE_HOME= LLAMA_CACHE=hub; do
		case $v in
		*=hub) root=hub ;;
		HF_HOME=) root=$PWD/hfhome/hub v=HF_HOME=$PWD/hfhome ;;
		XDG_CACHE_HOME=) root=$PWD/xdg/huggingface/hub v=XDG_CACHE_HOME=$PWD/xdg ;;
		*) root=$HOME/hub ;;
		esac
		f=$root/models--org--tiny
		mkdir -p "$f/blobs" "$f/refs" "$f/snapshots/$hash"
		cp "$FIXTURES/bitnet.gguf" "$f/blobs/$hash"
		printf %s "$hash" >"$f/refs/main"
		ln -sf "../../blobs/$hash" "$f/snapshots/$hash/tokenizer.json"
		run_ok env "$v" bitnet-tok-discover m.gguf
		is "$(field '.strategy, .tokenizer.path')" "cached
$root/models--org--tiny/snapshots/$hash/tokenizer.json"
		echo >>"$f/snapshots/$hash/tokenizer.json"
		run_ok env "$v" bitnet-tok-discover m.gguf
		is "$(field .strategy)" download
		has "$(field '.candidates[] | select(.strategy == "cached").reason')" "does not have the hash that is its name"
		rm -r "$root"
	done
}

@test "a full standard output is exit 74" {
	put key
	run_exit 74 bash -c 'bitnet-cache list >/dev/full'
}

@test "as the tutorial lists and clears it: find, and rm -rf of the folder at any moment" {
	put key
	is "$(find "$(bitnet-cache path)" -name '*.json')" "$C/tokenizers/key/tokenizer.json"
	rm -rf "$C/tokenizers/"
	run_ok bitnet-cache list
	is "$out" ""
	put key
	run_ok bitnet-cache verify
	is "$out" "$(printf 'key\tok')"
}

@test "verify makes compiled tokenizers again from their sources: good, stale, damaged" {
	cp "$FIXTURES/bitnet.gguf" m.gguf
	sleep 0.1
	echo hello >text
	run_ok bitnet-encode -m m.gguf text
	dir=${BITNET_CACHE_DIR:-$HOME/.cache/bitnet}/compiled
	name=$(basename "$dir"/*.tok)
	run_ok bitnet-cache verify
	is "$out" "compiled/$name	ok"
	run_ok bitnet-cache verify --json
	schema_ok cache-verify "$OUT"
	cp "$dir/$name" good
	printf 'damage' | dd of="$dir/$name" bs=1 seek=5000 conv=notrunc status=none
	run_exit 1 bitnet-cache verify
	has "$out" "compiled/$name	damaged	compiled tokenizer is damaged"
	cp good "$dir/$name"
	touch m.gguf
	run_ok bitnet-cache verify --json
	schema_ok cache-verify "$OUT"
	is "$(jq -r '.entries[0].state' "$OUT")" stale
	run_ok bitnet-cache prune --dry-run --json
	schema_ok cache-prune "$OUT"
	is "$(field '.removed[] | "\(.kind) \(.name)"')" "compiled $name"
	[ -e "$dir/$name" ]
	run_ok bitnet-cache prune
	is "$(cut -f 1,2 "$OUT")" "$(printf 'compiled\t%s' "$name")"
	[ ! -e "$dir/$name" ]
	run_ok bitnet-encode -m m.gguf text
}
