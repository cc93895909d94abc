# SPDX-License-Identifier: MIT
# The checker that the other tests trust: it must refuse what is wrong.
bats_require_minimum_version 1.5.0
load ../cmd/helper

local_setup() {
	check=$top_builddir/tests/docs/schema-check
}

# judge STATUS SCHEMA DOCUMENT [--lines]
judge() {
	printf '%s' "$2" >schema
	printf '%s' "$3" >doc
	run_exit "$1" "$check" schema ${4:+"$4"} <doc
}

@test "accepts and refuses by type, one or several" {
	judge 0 '{"type":"integer"}' 3
	judge 0 '{"type":"integer"}' 3.0
	judge 1 '{"type":"integer"}' 3.5
	judge 0 '{"type":["string","null"]}' null
	judge 1 '{"type":["string","null"]}' 0
	judge 1 '{"type":"object"}' '[]'
	judge 1 '{"type":"boolean"}' '"true"'
	judge 0 '{"type":"number"}' 1e3
}

@test "wants required members and refuses members that the schema does not name" {
	s='{"type":"object","required":["a"],"additionalProperties":false,"properties":{"a":{"type":"string"},"b":{}}}'
	judge 0 "$s" '{"a":"x","b":[1]}'
	judge 1 "$s" '{"b":1}'
	has "$err" "'a' is missing"
	judge 1 "$s" '{"a":"x","c":1}'
	has "$err" "/c: is not in the schema"
	judge 1 "$s" '{"a":1}'
	has "$err" "/a: 1 is not of type string"
}

@test "checks every item, their least number, and numbers against both limits" {
	s='{"type":"array","minItems":1,"items":{"minimum":0,"maximum":2.5}}'
	judge 0 "$s" '[0,1,2.5]'
	judge 1 "$s" '[]'
	judge 1 "$s" '[0,1,-1]'
	has "$err" "/2: -1 is below 0"
	judge 1 "$s" '[2.6]'
}

@test "compares enum and const by value and kind" {
	judge 0 '{"enum":["a",1,null]}' null
	judge 1 '{"enum":["a",1,null]}' '"1"'
	judge 0 '{"const":{"a":[1]}}' '{"a":[1]}'
	judge 1 '{"const":{"a":[1]}}' '{"a":[2]}'
}

@test "searches a pattern in strings only" {
	judge 0 '{"pattern":"^[0-9a-f]{4}$"}' '"00ff"'
	judge 1 '{"pattern":"^[0-9a-f]{4}$"}' '"00fg"'
	judge 0 '{"pattern":"^[0-9a-f]{4}$"}' 7
}

@test "oneOf is exactly one, anyOf at least one" {
	judge 0 '{"oneOf":[{"type":"string"},{"minimum":5}]}' '7'
	judge 1 '{"oneOf":[{"type":"number"},{"minimum":5}]}' '7'
	judge 0 '{"anyOf":[{"type":"number"},{"minimum":5}]}' '7'
	judge 1 '{"anyOf":[{"type":"string"},{"type":"null"}]}' '7'
}

@test "follows references into definitions, also recursive ones" {
	s='{"$ref":"#/definitions/t","definitions":{"t":{"type":"array","items":{"$ref":"#/definitions/t"}}}}'
	judge 0 "$s" '[[],[[]]]'
	judge 1 "$s" '[[],[1]]'
	judge 2 '{"items":{"$ref":"#/definitions/none"}}' '[]'
	judge 2 '{"$ref":"#/definitions/t","definitions":{"t":{"$ref":"#/definitions/t"}}}' '1'
}

@test "refuses a schema with a keyword that it would not check, wherever it stands" {
	judge 2 '{"maxItems":1}' '[]'
	judge 2 '{"properties":{"a":{"format":"uri"}}}' '{}'
	judge 2 '{"oneOf":[{"definitions":{"x":{"not":{}}}}]}' '{}'
	judge 2 '{"additionalProperties":true}' '{}'
	judge 2 '{"type":"int"}' '1'
	judge 2 '{"required":"a"}' '{}'
	judge 2 '{' '{}'
}

@test "refuses what is not one whole JSON document of UTF-8" {
	judge 1 '{}' '{"a":1'
	judge 1 '{}' '{"a":1}x'
	judge 1 '{}' "['a']"
	judge 1 '{}' ''
	judge 1 '{}' "$(printf '"\377"')"
	judge 0 '{}' '{"a":1}
'
}

@test "--lines checks each line and names the bad one" {
	judge 0 '{"type":"number"}' '1
2
' --lines
	judge 1 '{"type":"number"}' '1
"2"
' --lines
	has "$err" "line 2: "
	judge 1 '{"type":"number"}' '1

' --lines
	judge 1 '{"type":"number"}' '1
2' --lines
	judge 0 '{"type":"number"}' '' --lines
}

@test "all schemas of ours are schemas, and an error object is what error.schema.json says" {
	for s in "$top_srcdir"/cmd/schemas/*.schema.json; do
		status=0
		"$check" "$s" </dev/null 2>err || status=$?
		[ "$status" -eq 1 ] || { cat err; return 1; }
	done
	printf '{"error":{"name":"a_b","code":64,"message":"m","hint":null,"retryable":false}}\n' >good
	schema_ok error good
	sed 's/retryable/again/' good >bad
	run ! schema_ok error bad
}
