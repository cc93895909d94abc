# SPDX-License-Identifier: MIT
# The manual pages against the option tables, the exit status of cmd/cli.h and the environment that the
# code reads; all in both directions.
load ../cmd/helper

# Names of the programs: bitnet and all of commands.def.
programs() {
	echo bitnet
	sed -n 's/^COMMAND("\([^"]*\)".*/bitnet-\1/p' "$top_srcdir/cmd/commands.def"
}

page() {
	echo "$top_srcdir/man/$1.1"
}

# The lines of one section of a page.
section() {
	awk -v want="$2" '/^\.Sh / { on = $0 == ".Sh " want; next } on' "$(page "$1")"
}

# letter TAB name TAB argument TAB "=" when the argument is optional, for each .It Fl line
options_of_page() {
	section "$1" OPTIONS | awk '
		/^\.It Fl / {
			letter = name = arg = optional = ""
			for (i = 2; i <= NF; i++) {
				if ($i == "Fl" && $(i + 1) ~ /^-./)
					name = substr($(i + 1), 2)
				else if ($i == "Fl")
					letter = $(i + 1)
				else if ($i == "Op")
					optional = "="
				else if ($i == "Ar")
					arg = $(i + 1)
			}
			printf "%s\t%s\t%s\t%s\n", letter, name, arg, optional
		}' | sort
}

options_of_program() {
	"$1" --help-options | awk -F '\t' '{ printf "%s\t%s\t%s\t%s\n", $1, $2, $3, $4 == "optional" ? "=" : "" }' | sort
}

# Calls its argument for each program; all faults are shown.
for_all() {
	local p bad=0
	for p in $(programs); do
		if ! "$1" "$p"; then
			echo "^^^ $p"
			bad=1
		fi
	done
	return "$bad"
}

@test "the options of a program and of its page are the same, with the same arguments" {
	one() { is "$(options_of_page "$1")" "$(options_of_program "$1")"; }
	for_all one
}

@test "the usage lines of a program and the SYNOPSIS of its page are the same" {
	command -v mandoc >/dev/null || skip "mandoc is not installed"
	one() {
		local synopsis
		synopsis=$(mandoc -T ascii -O width=400 "$(page "$1")" | sed 's/.\x08//g' |
			awk '/^[A-Z]/ { on = $0 == "SYNOPSIS"; next } on && NF { sub(/^ */, ""); print }')
		is "$synopsis" "$("$1" --help-usage)"
	}
	for_all one
}

@test "a page shows what it quotes: quotations end where they should, and messages are whole" {
	command -v mandoc >/dev/null || skip "mandoc is not installed"
	for f in "$top_srcdir"/man/*.[17]; do
		mandoc -T utf8 -O width=2000 "$f" | sed 's/.\x08//g' | grep -E $'\u2018[^\u2019]*(\u2018|$)' && return 1
	done
	has "$(mandoc -T utf8 "$(page bitnet-tok-discover)" | sed 's/.\x08//g')" "     No compatible tokenizer found for TYPE model"
}

@test "every option has a long name, an explanation without a full stop, and its letter once" {
	one() {
		"$1" --help-options | awk -F '\t' '
			$2 !~ /^[a-z][a-z0-9-]+$/ || $7 == "" || $7 ~ /\.$/ || $7 ~ /^[A-Z][a-z]/ || ($1 != "" && seen[$1]++) ||
			names[$2]++ || ($4 ~ /^(string|optional|list|number|real|enum)$/) != ($3 != "") { print; bad = 1 }
			END { exit bad }'
	}
	for_all one
}

@test "each word that an option takes stands in its item of the page" {
	one() {
		local option words word item
		while IFS=$'\t' read -r option words; do
			item=$(section "$1" OPTIONS | awk -v want="-$option" '
				/^\.It Fl / { on = 0; for (i = 2; i <= NF; i++) on = on || $i == want }
				on && !/^\.It/ { gsub(/[^A-Za-z0-9_.-]/, " "); print }')
			for word in ${words//,/ }; do
				[[ " ${item//$'\n'/ } " == *" $word "* ]] || { echo "--$option: $word"; return 1; }
			done
		done < <("$1" --help-options | awk -F '\t' '$4 == "enum" { print $2 "\t" $5 }')
	}
	for_all one
}

@test "a letter and a long name mean the same in all programs" {
	for p in $(programs); do
		"$p" --help-options | awk -F '\t' '$1 != "" { print $1 "\t" $2 }'
	done | sort -u >pairs
	is "$(cut -f 1 pairs | uniq -d)" ""
	is "$(cut -f 2 pairs | sort | uniq -d)" ""
}

@test "every program has -q, -v, -h and -V" {
	one() {
		is "$(options_of_program "$1" | awk -F '\t' '$1 ~ /^[qvhV]$/ { print $1, $2 }' | LC_ALL=C sort)" "V version
h help
q quiet
v verbose"
	}
	for_all one
}

@test "the summary of a command is the same in commands.def, in --help, in its page and in bitnet(1)" {
	sed -n 's/^COMMAND("\([^"]*\)", "[^"]*", "\([^"]*\)").*/\1\t\2/p' "$top_srcdir/cmd/commands.def" >list
	[ -s list ]
	while IFS=$'\t' read -r name summary; do
		is "$(sed -n 's/^\.Nd //p' "$(page "bitnet-$name")")" "$summary"
		run_ok "bitnet-$name" --help
		has "$out" "

$summary

"
		is "$(section bitnet DESCRIPTION | grep -A 1 "^\.It Xr bitnet-$name 1" | tail -n 1)" "$summary"
	done <list
	is "$(section bitnet DESCRIPTION | grep -c '^\.It Xr')" "$(wc -l <list)"
}

@test "--help names every option, exits 0 and leaves stderr empty" {
	one() {
		run_ok "$1" --help && is "$err" "" || return 1
		"$1" --help-options | cut -f 2 | while read -r name; do
			has "$out" "--$name" || return 1
		done || return 1
		run_ok "$1" -h && is "$err" ""
	}
	for_all one
}

@test "--version exits 0, begins with the program's name and leaves stderr empty" {
	one() { run_ok "$1" --version && is "$err" "" && is "${out%% *}" "$1"; }
	for_all one
}

@test "an unknown option is exactly two lines on stderr and exit 64" {
	one() {
		for o in --no-such-option -_ --no-no-such --helpx=1; do
			run_exit 64 "$1" "$o" && is "$out" "" && is "$(wc -l <"$ERR")" 2 || return 1
			is "$(tail -n 1 "$ERR")" "$1: Try '$1 --help'." || return 1
		done
	}
	for_all one
}

@test "an option that wants a value says so when it gets none or a bad one, and a flag takes none" {
	one() {
		"$1" --help-options | awk -F '\t' '{ print $2, $4 }' | while read -r name kind; do
			case $kind in
			flag | count) run_exit 64 "$1" "--$name=1" && has "$err" "takes no value" || return 1 ;;
			string | list) run_exit 64 "$1" "--$name" && has "$err" "needs a value" || return 1 ;;
			number | real | enum)
				run_exit 64 "$1" "--$name" && has "$err" "needs a value" || return 1
				run_exit 64 "$1" "--$name=%" && has "$err" "'%' is not" || return 1
				;;
			esac
		done
	}
	for_all one
}

@test "EXIT STATUS lists codes of the table in cmd/cli.h, in their order; bitnet(1) lists them all" {
	table=$(sed -n 's/^[[:space:]]*CLI_EXIT_[A-Z]* = \([0-9]*\).*/\1/p' "$top_srcdir/cmd/cli.h")
	codes() { section "$1" "EXIT STATUS" | sed -n 's/^\.It \(Cm \)\?\([0-9]*\)$/\2/p'; }
	one() {
		is "$(codes "$1")" "$(codes "$1" | sort -nu)" || return 1
		is "$(codes "$1" | grep -vxF "$table")" "" || return 1
		for must in 0 64 74; do
			codes "$1" | grep -qx "$must" || { echo "$must is not listed"; return 1; }
		done
	}
	for_all one
	is "$(codes bitnet)" "$table"
}

# The variables of the section ENVIRONMENT of a page.
variables() {
	section "$1" ENVIRONMENT | sed -n 's/^\.It //p' | tr ', ' '\n' | grep -E '^[A-Z][A-Z_]+$' | sort -u
}

@test "bitnet(1) ENVIRONMENT lists the variables that the code reads, and no others" {
	grep -rhoE '[a-z_]*env[a-z_]*\("[A-Z_]+"' "$top_srcdir"/cmd/*.c "$top_srcdir"/lib/*/*.c | sed 's/.*("\(.*\)"/\1/' | sort -u >used
	variables bitnet >listed
	[ "$(wc -l <used)" -gt 10 ]
	diff listed used
}

@test "the variables of a page are in the list of bitnet(1)" {
	variables bitnet >listed
	one() { is "$(variables "$1" | grep -vxFf listed)" ""; }
	for_all one
}

# A name is a literal in a call that reports an error or a finding.
@test "bitnet-errors(7) lists the name of every error that the code can give, each once, and no others" {
	cat "$top_srcdir"/cmd/*.c "$top_srcdir"/lib/*/*.c | sed 's,/\*.*\*/,,; s/KEY "[a-z_]*"//g' | tr '\n\t' '  ' |
		grep -oE '\b(bitnet_(error_(set|errno)|cache_errno)|bitnet_finding_[a-z]+|bitnet_gguf_fail|fail_tensor|cli_fail_named|generate_error|found)\([^;]*;' |
		grep -oE '"[a-z][a-z0-9]*(_[a-z0-9]+)+"|"(usage|cancelled|forbidden|gated|offline)"' | tr -d '"' | sort -u >given
	sed -n 's/^\.It //p' "$top_srcdir/man/bitnet-errors.7" | tr -d ' ' | tr ',' '\n' | sort >listed
	[ "$(wc -l <given)" -gt 50 ]
	diff listed given
}
