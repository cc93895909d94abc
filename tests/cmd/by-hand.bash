# SPDX-License-Identifier: MIT
# GGUF files by hand (specification: ggml docs/gguf.md), for what the fixtures do not have.
le() { # VALUE BYTES
	local i
	for ((i = 0; i < $2; i++)); do printf '%b' "\\x$(printf %02x $(($1 >> 8 * i & 255)))"; done
}

text() { # a string as printf '%b' reads it
	local s
	s=$(printf '%bx' "$1")
	le $(($(LC_ALL=C printf %s "$s" | wc -c) - 1)) 8
	printf '%b' "$1"
}

head_of() { # TENSORS KEYS
	printf GGUF
	le 3 4
	le "$1" 8
	le "$2" 8
}

key_text() { # KEY VALUE
	text "$1"
	le 8 4
	text "$2"
}

key_number() { # KEY TYPE BYTES VALUE
	text "$1"
	le "$2" 4
	le "$4" "$3"
}

info() { # NAME ELEMENTS TYPE OFFSET
	text "$1"
	le 1 4
	le "$2" 8
	le "$3" 4
	le "$4" 8
}

pad() { # FILE: to a multiple of 32
	truncate -s %32 "$1"
}

# m-0000N-of-00002.gguf, two parts of one model
make_split() {
	local i
	for i in 0 1; do
		{
			head_of 1 4
			key_text "general.architecture" llama
			key_number split.no 2 2 "$i"
			key_number split.count 2 2 2
			key_number split.tensors.count 5 4 2
			info "t$i" 8 0 0
		} >"m-0000$((i + 1))-of-00002.gguf"
		pad "m-0000$((i + 1))-of-00002.gguf"
		printf '%032d' "$i" >>"m-0000$((i + 1))-of-00002.gguf"
	done
}
