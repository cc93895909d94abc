# SPDX-License-Identifier: MIT
# Bash completion of bitnet and of all bitnet-* programs.  It knows no command and no option: it asks
# `bitnet --list-commands` and the hidden option --help-options of each program, once a shell.

declare -gA _bitnet_cache

# What a command prints, from the cache; in $_bitnet_said.
_bitnet_ask() {
	local key="$*"
	if [ -z "${_bitnet_cache[$key]+set}" ]; then
		_bitnet_cache[$key]=$("$@" 2>/dev/null </dev/null)
	fi
	_bitnet_said=${_bitnet_cache[$key]}
}

# The line of the option table (in $1) for -x or --name: its argument, kind and words.
_bitnet_option() {
	local letter name arg kind words rest
	while IFS=$'\x1f' read -r letter name arg kind words rest; do
		if [ "$2" = "--$name" ] || { [ -n "$letter" ] && [[ $2 == -[^-]* ]] && [ "${2: -1}" = "$letter" ]; }; then
			_bitnet_arg=$arg _bitnet_kind=$kind _bitnet_words=$words
			return 0
		fi
	done <<<"${1//$'\t'/$'\x1f'}"
	return 1
}

# Words (in $1, separated by blanks) or files that begin with $2.
_bitnet_words() {
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
}

_bitnet_files() {
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
}

# The value of the option that _bitnet_option found.
_bitnet_value() {
	case $_bitnet_kind:$_bitnet_arg in
	enum:*) _bitnet_words "${_bitnet_words//,/ }" "$1" ;;
	*:DIR) _bitnet_files -d "$1" ;;
	*FILE*) _bitnet_files -f "$1" ;;
	esac
}

# An operand: of a program whose usage lines begin with words, one of these first; then, where KEY stands behind
# it, a key of the cache; else a file.  Uses program and start, where its words begin, of _bitnet.
_bitnet_operand() {
	local word first='' usage
	for word in "${COMP_WORDS[@]:start:COMP_CWORD-start}"; do
		if [[ $word != -* ]]; then
			first=$word
			break
		fi
	done
	_bitnet_ask "${program[@]}" --help-usage
	usage=$(sed -n 's/^bitnet-[a-z-]* \([a-z][a-z-]* .*\|[a-z][a-z-]*$\)/\1/p' <<<"$_bitnet_said")
	if [ -z "$usage" ]; then
		_bitnet_files -f "$1"
	elif [ -z "$first" ]; then
		_bitnet_words "$(cut -d ' ' -f 1 <<<"$usage" | sort -u)" "$1"
	elif grep -q "^$first .*KEY" <<<"$usage"; then
		_bitnet_words "$("${program[@]}" list -q 2>/dev/null </dev/null)" "$1"
	else
		_bitnet_files -f "$1"
	fi
}

_bitnet() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev='' word i start=1 table _bitnet_said _bitnet_arg _bitnet_kind _bitnet_words
	local -a program=("${COMP_WORDS[0]}")
	COMPREPLY=()

	if [ "${program[0]##*/}" = bitnet ]; then
		for ((i = 1; i < COMP_CWORD; i++)); do
			case ${COMP_WORDS[i]} in -*) ;; *) break ;; esac
		done
		if ((i == COMP_CWORD)) || [ "${COMP_WORDS[i]}" = help ]; then
			_bitnet_ask "${program[0]}" --list-commands
			word=$_bitnet_said
			if [[ $cur == -* ]]; then
				_bitnet_ask "${program[0]}" --help-options
				word=$(cut -f 2 <<<"$_bitnet_said" | sed -n 's/^./--&/p')
			elif ((i == COMP_CWORD)); then
				word+=' help'
			fi
			_bitnet_words "$word" "$cur"
			return
		fi
		program+=("${COMP_WORDS[i]}")
		start=$((i + 1))
	fi
	_bitnet_ask "${program[@]}" --help-options
	table=$_bitnet_said

	for ((i = 1; i < COMP_CWORD; i++)); do
		if [ "${COMP_WORDS[i]}" = -- ]; then
			_bitnet_files -f "$cur"
			return
		fi
	done
	# Readline cuts --name=value at the equals sign.
	((COMP_CWORD > 0)) && prev=${COMP_WORDS[COMP_CWORD - 1]}
	if [ "$cur" = = ]; then
		_bitnet_option "$table" "$prev" && _bitnet_value ''
	elif [ "$prev" = = ] && ((COMP_CWORD > 1)); then
		_bitnet_option "$table" "${COMP_WORDS[COMP_CWORD - 2]}" && _bitnet_value "$cur"
	elif [[ $prev == -* ]] && _bitnet_option "$table" "$prev" && [[ $_bitnet_kind != @(flag|count|optional) ]]; then
		_bitnet_value "$cur"
	elif [[ $cur == -* ]]; then
		_bitnet_words "$(cut -f 2 <<<"$table" | sed -n 's/^./--&/p')" "$cur"
	else
		_bitnet_operand "$cur"
	fi
}

complete -F _bitnet bitnet
for _bitnet_said in $(bitnet --list-commands 2>/dev/null); do
	complete -F _bitnet "bitnet-$_bitnet_said"
done
unset _bitnet_said
