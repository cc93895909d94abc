# SPDX-License-Identifier: MIT
# The completion function, called as bash calls it; the programs are stand-ins that say what they are asked.
load ../cmd/helper

local_setup() {
	shopt -s extglob
	mkdir ours
	cat >ours/bitnet-encode <<-'END'
		#!/bin/sh
		echo asked >>"$HOME/asked"
		printf 'm\tmodel\tFILE\tstring\t\t\thelp\n\tformat\tFORMAT\tenum\ttext,jsonl,u32\t\thelp\n'
		printf 'o\tinto\tDIR\tstring\t\t\thelp\n\tshow\tGLOB\toptional\t\t\thelp\nq\tquiet\t\tflag\t\t\thelp\n'
		printf 'n\tcount\tN\tnumber\t\t\thelp\n'
	END
	chmod +x ours/bitnet-encode
	BITNET_EXEC_PATH=$PWD/ours
	PATH=$PWD/ours:$PATH
	source "$top_srcdir/completions/bitnet.bash"
	mkdir work
	cd work || return 1
	mkdir folder
	touch 'a file.gguf' a.txt
}

# words WORD...: what is offered for the last word, sorted, on one line
words() {
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
	_bitnet
	printf '%s\n' "${COMPREPLY[@]}" | sort | tr '\n' '|'
}

@test "completes the names of commands, those of others too, and help" {
	printf '#!/bin/sh\n' >../ours/bitnet-zebra
	chmod +x ../ours/bitnet-zebra
	is "$(words bitnet e)" "encode|"
	is "$(words bitnet z)" "zebra|"
	is "$(words bitnet he)" "help|"
	is "$(words bitnet -q enc)" "encode|"
	is "$(words bitnet help de)" "decode|"
	is "$(words bitnet help help)" "|"
}

@test "completes the words of bitnet-cache, then keys of the cache where it takes them, else files" {
	export BITNET_CACHE_DIR=$PWD/cache
	"$top_builddir/tests/cmd/mkcache" cache gpt2-50k a.txt
	"$top_builddir/tests/cmd/mkcache" cache llama2-32k a.txt
	is "$(words bitnet cache p)" "path|prune|"
	is "$(words bitnet cache '')" "export|import|list|path|prune|rm|verify|"
	is "$(words bitnet-cache ver)" "verify|"
	is "$(words bitnet cache path '')" "gpt2-50k|llama2-32k|"
	is "$(words bitnet-cache rm gpt2-50k l)" "llama2-32k|"
	is "$(words bitnet-cache --json rm g)" "gpt2-50k|"
	is "$(words bitnet cache import a)" "a file.gguf|a.txt|"
	is "$(words bitnet cache export -o a)" "a file.gguf|a.txt|"
}

@test "completes the options of bitnet itself before the command" {
	is "$(words bitnet --li)" "--list-commands|"
}

@test "completes the options of a command, under both of its names" {
	is "$(words bitnet encode --)" "--count|--format|--into|--model|--quiet|--show|"
	is "$(words bitnet-encode --f)" "--format|"
	is "$(words "$PWD/../ours/bitnet-encode" --m)" "--model|"
	is "$(words bitnet encode -)" "--count|--format|--into|--model|--quiet|--show|"
}

@test "completes the words of an enum, after a blank and after an equals sign" {
	is "$(words bitnet encode --format '')" "jsonl|text|u32|"
	is "$(words bitnet-encode --format j)" "jsonl|"
	is "$(words bitnet-encode --format = u)" "u32|"
	is "$(words bitnet-encode --format =)" "jsonl|text|u32|"
}

@test "completes files for FILE, folders for DIR, nothing for a number" {
	is "$(words bitnet-encode -m a)" "a file.gguf|a.txt|"
	is "$(words bitnet-encode -qm a.)" "a.txt|"
	is "$(words bitnet-encode --into '')" "folder|"
	is "$(words bitnet-encode -n '')" "|"
	is "$(words bitnet-encode --count = 1)" "|"
}

@test "completes files as operands, after flags, optional values and --" {
	is "$(words bitnet-encode -q a.)" "a.txt|"
	is "$(words bitnet-encode --show f)" "folder|"
	is "$(words bitnet encode -- -)" "|"
	is "$(words bitnet encode -- a.)" "a.txt|"
}

@test "offers nothing for what is no command" {
	is "$(words bitnet nothing --)" "|"
}

@test "asks each program once a shell" {
	COMP_WORDS=(bitnet-encode --f) COMP_CWORD=1
	_bitnet
	_bitnet
	_bitnet
	is "$(wc -l <"$HOME/asked")" 1
}

@test "is registered for bitnet and for every program" {
	complete -p bitnet
	for name in $(bitnet --list-commands); do
		complete -p "bitnet-$name"
	done
}

@test "knows no option of any program" {
	for name in $(bitnet --list-commands); do
		[ "$name" != encode ] && [ -x "$top_builddir/cmd/bitnet-$name" ] || continue
		"$top_builddir/cmd/bitnet-$name" --help-options | cut -f 2 | while read -r option; do
			if grep -qE -- "--$option([^a-z-]|$)" "$top_srcdir/completions/bitnet.bash"; then echo "$option"; fi
		done
	done >found
	is "$(cat found)" ""
}
