/* SPDX-License-Identifier: MIT */
/* Decoders of a tokenizer.json.  The texts are those of the package tokenizers 0.23.3 (Hugging Face) for the same file. */
#include "json-components.h"

static const char model[] = "{\"type\":\"WordLevel\",\"unk_token\":\"<unk>\",\"vocab\":"
	"{\"<unk>\":0,\"\xe2\x96\x81""ab\":1,\"\xe2\x96\x81xxbxx\":2,\"##b\":3,\"c</w>\":4,\"a\":5,\"|\":6,\".\":7,\" n't\":8,\"<0xC3>\":9,\"<0xA9>\":10,\"\xc4\xa0x\":11,\"\xc3\xa9\":12,\"do\":13,\" do not\":14,\"xyz\":15,\"##</w>\":16,\" .\":17}" "}";

static const struct { const char *decoder, *ids; bool skip; const char *text; } decoded[] = {
	{ "null", "3 5 5 6 6 7 3 17", false, "##b a a | | . ##b  ." },
	{ "null", "1 2 3 4", false, "\xe2\x96\x81""ab \xe2\x96\x81xxbxx ##b c</w>" },
	{ "null", "15 9 10 15", false, "xyz <0xC3> <0xA9> xyz" },
	{ "null", "4 16 4", false, "c</w> ##</w> c</w>" },
	{ "null", "11 12 15 8", false, "\xc4\xa0x \xc3\xa9 xyz  n't" },
	{ "null", "13 14 7 8 1", false, "do  do not .  n't \xe2\x96\x81""ab" },
	{ "null", "18 1 18 5 17", false, "<s> \xe2\x96\x81""ab <s> a  ." },
	{ "null", "18 1 18 5 17", true, "\xe2\x96\x81""ab a  ." },
	{ "{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": true}", "3 5 5 6 6 7 3 17", false, "##b a a | |.b ." },
	{ "{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": true}", "1 2 3 4", false, "\xe2\x96\x81""ab \xe2\x96\x81xxbxxb c</w>" },
	{ "{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": true}", "15 9 10 15", false, "xyz <0xC3> <0xA9> xyz" },
	{ "{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": true}", "4 16 4", false, "c</w></w> c</w>" },
	{ "{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": true}", "11 12 15 8", false, "\xc4\xa0x \xc3\xa9 xyz n't" },
	{ "{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": true}", "13 14 7 8 1", false, "do  don't. n't \xe2\x96\x81""ab" },
	{ "{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": true}", "18 1 18 5 17", false, "<s> \xe2\x96\x81""ab <s> a ." },
	{ "{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": true}", "18 1 18 5 17", true, "\xe2\x96\x81""ab a ." },
	{ "{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": false}", "3 5 5 6 6 7 3 17", false, "##b a a | | .b  ." },
	{ "{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": false}", "1 2 3 4", false, "\xe2\x96\x81""ab \xe2\x96\x81xxbxxb c</w>" },
	{ "{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": false}", "15 9 10 15", false, "xyz <0xC3> <0xA9> xyz" },
	{ "{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": false}", "4 16 4", false, "c</w></w> c</w>" },
	{ "{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": false}", "11 12 15 8", false, "\xc4\xa0x \xc3\xa9 xyz  n't" },
	{ "{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": false}", "13 14 7 8 1", false, "do  do not .  n't \xe2\x96\x81""ab" },
	{ "{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": false}", "18 1 18 5 17", false, "<s> \xe2\x96\x81""ab <s> a  ." },
	{ "{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": false}", "18 1 18 5 17", true, "\xe2\x96\x81""ab a  ." },
	{ "{\"type\": \"BPEDecoder\", \"suffix\": \"</w>\"}", "3 5 5 6 6 7 3 17", false, "##baa||.##b ." },
	{ "{\"type\": \"BPEDecoder\", \"suffix\": \"</w>\"}", "1 2 3 4", false, "\xe2\x96\x81""ab\xe2\x96\x81xxbxx##bc" },
	{ "{\"type\": \"BPEDecoder\", \"suffix\": \"</w>\"}", "15 9 10 15", false, "xyz<0xC3><0xA9>xyz" },
	{ "{\"type\": \"BPEDecoder\", \"suffix\": \"</w>\"}", "4 16 4", false, "c ## c" },
	{ "{\"type\": \"BPEDecoder\", \"suffix\": \"</w>\"}", "11 12 15 8", false, "\xc4\xa0x\xc3\xa9xyz n't" },
	{ "{\"type\": \"BPEDecoder\", \"suffix\": \"</w>\"}", "13 14 7 8 1", false, "do do not. n't\xe2\x96\x81""ab" },
	{ "{\"type\": \"BPEDecoder\", \"suffix\": \"</w>\"}", "18 1 18 5 17", false, "<s>\xe2\x96\x81""ab<s>a ." },
	{ "{\"type\": \"BPEDecoder\", \"suffix\": \"</w>\"}", "18 1 18 5 17", true, "\xe2\x96\x81""aba ." },
	{ "{\"type\": \"CTC\", \"pad_token\": \"a\", \"word_delimiter_token\": \"|\", \"cleanup\": true}", "3 5 5 6 6 7 3 17", false, "##b .##b." },
	{ "{\"type\": \"CTC\", \"pad_token\": \"a\", \"word_delimiter_token\": \"|\", \"cleanup\": true}", "1 2 3 4", false, "\xe2\x96\x81""b\xe2\x96\x81xxbxx##bc</w>" },
	{ "{\"type\": \"CTC\", \"pad_token\": \"a\", \"word_delimiter_token\": \"|\", \"cleanup\": true}", "15 9 10 15", false, "xyz<0xC3><0xA9>xyz" },
	{ "{\"type\": \"CTC\", \"pad_token\": \"a\", \"word_delimiter_token\": \"|\", \"cleanup\": true}", "4 16 4", false, "c</w>##</w>c</w>" },
	{ "{\"type\": \"CTC\", \"pad_token\": \"a\", \"word_delimiter_token\": \"|\", \"cleanup\": true}", "11 12 15 8", false, "\xc4\xa0x\xc3\xa9xyzn't" },
	{ "{\"type\": \"CTC\", \"pad_token\": \"a\", \"word_delimiter_token\": \"|\", \"cleanup\": true}", "13 14 7 8 1", false, "do don't.n't\xe2\x96\x81""b" },
	{ "{\"type\": \"CTC\", \"pad_token\": \"a\", \"word_delimiter_token\": \"|\", \"cleanup\": true}", "18 1 18 5 17", false, "<s>\xe2\x96\x81""b<s>." },
	{ "{\"type\": \"CTC\", \"pad_token\": \"a\", \"word_delimiter_token\": \"|\", \"cleanup\": true}", "18 1 18 5 17", true, "\xe2\x96\x81""b." },
	{ "{\"type\": \"CTC\", \"pad_token\": \"a\", \"word_delimiter_token\": \"|\", \"cleanup\": false}", "3 5 5 6 6 7 3 17", false, "##b|.##b ." },
	{ "{\"type\": \"CTC\", \"pad_token\": \"a\", \"word_delimiter_token\": \"|\", \"cleanup\": false}", "1 2 3 4", false, "\xe2\x96\x81""b\xe2\x96\x81xxbxx##bc</w>" },
	{ "{\"type\": \"CTC\", \"pad_token\": \"a\", \"word_delimiter_token\": \"|\", \"cleanup\": false}", "15 9 10 15", false, "xyz<0xC3><0xA9>xyz" },
	{ "{\"type\": \"CTC\", \"pad_token\": \"a\", \"word_delimiter_token\": \"|\", \"cleanup\": false}", "4 16 4", false, "c</w>##</w>c</w>" },
	{ "{\"type\": \"CTC\", \"pad_token\": \"a\", \"word_delimiter_token\": \"|\", \"cleanup\": false}", "11 12 15 8", false, "\xc4\xa0x\xc3\xa9xyz n't" },
	{ "{\"type\": \"CTC\", \"pad_token\": \"a\", \"word_delimiter_token\": \"|\", \"cleanup\": false}", "13 14 7 8 1", false, "do do not. n't\xe2\x96\x81""b" },
	{ "{\"type\": \"CTC\", \"pad_token\": \"a\", \"word_delimiter_token\": \"|\", \"cleanup\": false}", "18 1 18 5 17", false, "<s>\xe2\x96\x81""b<s> ." },
	{ "{\"type\": \"CTC\", \"pad_token\": \"a\", \"word_delimiter_token\": \"|\", \"cleanup\": false}", "18 1 18 5 17", true, "\xe2\x96\x81""b ." },
	{ "{\"type\": \"Fuse\"}", "3 5 5 6 6 7 3 17", false, "##baa||.##b ." },
	{ "{\"type\": \"Fuse\"}", "1 2 3 4", false, "\xe2\x96\x81""ab\xe2\x96\x81xxbxx##bc</w>" },
	{ "{\"type\": \"Fuse\"}", "15 9 10 15", false, "xyz<0xC3><0xA9>xyz" },
	{ "{\"type\": \"Fuse\"}", "4 16 4", false, "c</w>##</w>c</w>" },
	{ "{\"type\": \"Fuse\"}", "11 12 15 8", false, "\xc4\xa0x\xc3\xa9xyz n't" },
	{ "{\"type\": \"Fuse\"}", "13 14 7 8 1", false, "do do not. n't\xe2\x96\x81""ab" },
	{ "{\"type\": \"Fuse\"}", "18 1 18 5 17", false, "<s>\xe2\x96\x81""ab<s>a ." },
	{ "{\"type\": \"Fuse\"}", "18 1 18 5 17", true, "\xe2\x96\x81""aba ." },
	{ "{\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"always\", \"split\": true}", "3 5 5 6 6 7 3 17", false, "##baa||.##b ." },
	{ "{\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"always\", \"split\": true}", "1 2 3 4", false, "ab xxbxx##bc</w>" },
	{ "{\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"always\", \"split\": true}", "15 9 10 15", false, "xyz<0xC3><0xA9>xyz" },
	{ "{\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"always\", \"split\": true}", "4 16 4", false, "c</w>##</w>c</w>" },
	{ "{\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"always\", \"split\": true}", "11 12 15 8", false, "\xc4\xa0x\xc3\xa9xyz n't" },
	{ "{\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"always\", \"split\": true}", "13 14 7 8 1", false, "do do not. n't ab" },
	{ "{\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"always\", \"split\": true}", "18 1 18 5 17", false, "<s> ab<s>a ." },
	{ "{\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"always\", \"split\": true}", "18 1 18 5 17", true, "aba ." },
	{ "{\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"never\", \"split\": true}", "3 5 5 6 6 7 3 17", false, "##baa||.##b ." },
	{ "{\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"never\", \"split\": true}", "1 2 3 4", false, " ab xxbxx##bc</w>" },
	{ "{\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"never\", \"split\": true}", "15 9 10 15", false, "xyz<0xC3><0xA9>xyz" },
	{ "{\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"never\", \"split\": true}", "4 16 4", false, "c</w>##</w>c</w>" },
	{ "{\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"never\", \"split\": true}", "11 12 15 8", false, "\xc4\xa0x\xc3\xa9xyz n't" },
	{ "{\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"never\", \"split\": true}", "13 14 7 8 1", false, "do do not. n't ab" },
	{ "{\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"never\", \"split\": true}", "18 1 18 5 17", false, "<s> ab<s>a ." },
	{ "{\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"never\", \"split\": true}", "18 1 18 5 17", true, " aba ." },
	{ "{\"type\": \"ByteFallback\"}", "3 5 5 6 6 7 3 17", false, "##baa||.##b ." },
	{ "{\"type\": \"ByteFallback\"}", "1 2 3 4", false, "\xe2\x96\x81""ab\xe2\x96\x81xxbxx##bc</w>" },
	{ "{\"type\": \"ByteFallback\"}", "15 9 10 15", false, "xyz\xc3\xa9xyz" },
	{ "{\"type\": \"ByteFallback\"}", "4 16 4", false, "c</w>##</w>c</w>" },
	{ "{\"type\": \"ByteFallback\"}", "11 12 15 8", false, "\xc4\xa0x\xc3\xa9xyz n't" },
	{ "{\"type\": \"ByteFallback\"}", "13 14 7 8 1", false, "do do not. n't\xe2\x96\x81""ab" },
	{ "{\"type\": \"ByteFallback\"}", "18 1 18 5 17", false, "<s>\xe2\x96\x81""ab<s>a ." },
	{ "{\"type\": \"ByteFallback\"}", "18 1 18 5 17", true, "\xe2\x96\x81""aba ." },
	{ "{\"type\": \"Strip\", \"content\": \"x\", \"start\": 1, \"stop\": 2}", "3 5 5 6 6 7 3 17", false, "##baa||.##b ." },
	{ "{\"type\": \"Strip\", \"content\": \"x\", \"start\": 1, \"stop\": 2}", "1 2 3 4", false, "\xe2\x96\x81""ab\xe2\x96\x81xxb##bc</w>" },
	{ "{\"type\": \"Strip\", \"content\": \"x\", \"start\": 1, \"stop\": 2}", "15 9 10 15", false, "yz<0xC3><0xA9>yz" },
	{ "{\"type\": \"Strip\", \"content\": \"x\", \"start\": 1, \"stop\": 2}", "4 16 4", false, "c</w>##</w>c</w>" },
	{ "{\"type\": \"Strip\", \"content\": \"x\", \"start\": 1, \"stop\": 2}", "11 12 15 8", false, "\xc4\xa0\xc3\xa9yz n't" },
	{ "{\"type\": \"Strip\", \"content\": \"x\", \"start\": 1, \"stop\": 2}", "13 14 7 8 1", false, "do do not. n't\xe2\x96\x81""ab" },
	{ "{\"type\": \"Strip\", \"content\": \"x\", \"start\": 1, \"stop\": 2}", "18 1 18 5 17", false, "<s>\xe2\x96\x81""ab<s>a ." },
	{ "{\"type\": \"Strip\", \"content\": \"x\", \"start\": 1, \"stop\": 2}", "18 1 18 5 17", true, "\xe2\x96\x81""aba ." },
	{ "{\"type\": \"Replace\", \"pattern\": {\"String\": \"b\"}, \"content\": \"(b)\"}", "3 5 5 6 6 7 3 17", false, "##(b)aa||.##(b) ." },
	{ "{\"type\": \"Replace\", \"pattern\": {\"String\": \"b\"}, \"content\": \"(b)\"}", "1 2 3 4", false, "\xe2\x96\x81""a(b)\xe2\x96\x81xx(b)xx##(b)c</w>" },
	{ "{\"type\": \"Replace\", \"pattern\": {\"String\": \"b\"}, \"content\": \"(b)\"}", "15 9 10 15", false, "xyz<0xC3><0xA9>xyz" },
	{ "{\"type\": \"Replace\", \"pattern\": {\"String\": \"b\"}, \"content\": \"(b)\"}", "4 16 4", false, "c</w>##</w>c</w>" },
	{ "{\"type\": \"Replace\", \"pattern\": {\"String\": \"b\"}, \"content\": \"(b)\"}", "11 12 15 8", false, "\xc4\xa0x\xc3\xa9xyz n't" },
	{ "{\"type\": \"Replace\", \"pattern\": {\"String\": \"b\"}, \"content\": \"(b)\"}", "13 14 7 8 1", false, "do do not. n't\xe2\x96\x81""a(b)" },
	{ "{\"type\": \"Replace\", \"pattern\": {\"String\": \"b\"}, \"content\": \"(b)\"}", "18 1 18 5 17", false, "<s>\xe2\x96\x81""a(b)<s>a ." },
	{ "{\"type\": \"Replace\", \"pattern\": {\"String\": \"b\"}, \"content\": \"(b)\"}", "18 1 18 5 17", true, "\xe2\x96\x81""a(b)a ." },
	{ "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"[xy]+\"}, \"content\": \"_\"}", "3 5 5 6 6 7 3 17", false, "##baa||.##b ." },
	{ "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"[xy]+\"}, \"content\": \"_\"}", "1 2 3 4", false, "\xe2\x96\x81""ab\xe2\x96\x81_b_##bc</w>" },
	{ "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"[xy]+\"}, \"content\": \"_\"}", "15 9 10 15", false, "_z<0_C3><0_A9>_z" },
	{ "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"[xy]+\"}, \"content\": \"_\"}", "4 16 4", false, "c</w>##</w>c</w>" },
	{ "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"[xy]+\"}, \"content\": \"_\"}", "11 12 15 8", false, "\xc4\xa0_\xc3\xa9_z n't" },
	{ "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"[xy]+\"}, \"content\": \"_\"}", "13 14 7 8 1", false, "do do not. n't\xe2\x96\x81""ab" },
	{ "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"[xy]+\"}, \"content\": \"_\"}", "18 1 18 5 17", false, "<s>\xe2\x96\x81""ab<s>a ." },
	{ "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"[xy]+\"}, \"content\": \"_\"}", "18 1 18 5 17", true, "\xe2\x96\x81""aba ." },
	{ "{\"type\": \"ByteLevel\", \"add_prefix_space\": true, \"trim_offsets\": true, \"use_regex\": true}", "3 5 5 6 6 7 3 17", false, "##baa||.##b ." },
	{ "{\"type\": \"ByteLevel\", \"add_prefix_space\": true, \"trim_offsets\": true, \"use_regex\": true}", "1 2 3 4", false, "\xe2\x96\x81""ab\xe2\x96\x81xxbxx##bc</w>" },
	{ "{\"type\": \"ByteLevel\", \"add_prefix_space\": true, \"trim_offsets\": true, \"use_regex\": true}", "15 9 10 15", false, "xyz<0xC3><0xA9>xyz" },
	{ "{\"type\": \"ByteLevel\", \"add_prefix_space\": true, \"trim_offsets\": true, \"use_regex\": true}", "4 16 4", false, "c</w>##</w>c</w>" },
	{ "{\"type\": \"ByteLevel\", \"add_prefix_space\": true, \"trim_offsets\": true, \"use_regex\": true}", "13 14 7 8 1", false, "do do not. n't\xe2\x96\x81""ab" },
	{ "{\"type\": \"ByteLevel\", \"add_prefix_space\": true, \"trim_offsets\": true, \"use_regex\": true}", "18 1 18 5 17", false, "<s>\xe2\x96\x81""ab<s>a ." },
	{ "{\"type\": \"ByteLevel\", \"add_prefix_space\": true, \"trim_offsets\": true, \"use_regex\": true}", "18 1 18 5 17", true, "\xe2\x96\x81""aba ." },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Fuse\"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 1}]}", "3 5 5 6 6 7 3 17", false, "##baa||.##b ." },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Fuse\"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 1}]}", "1 2 3 4", false, "\xe2\x96\x81""ab\xe2\x96\x81xxbxx##bc</w>" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Fuse\"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 1}]}", "15 9 10 15", false, "xyz<0xC3><0xA9>xyz" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Fuse\"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 1}]}", "4 16 4", false, "c</w>##</w>c</w>" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Fuse\"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 1}]}", "11 12 15 8", false, "\xc4\xa0x\xc3\xa9xyz n't" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Fuse\"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 1}]}", "13 14 7 8 1", false, "do do not. n't\xe2\x96\x81""ab" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Fuse\"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 1}]}", "18 1 18 5 17", false, "<s>\xe2\x96\x81""ab<s>a ." },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Fuse\"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 1}]}", "18 1 18 5 17", true, "\xe2\x96\x81""aba ." },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Fuse\"}, {\"type\": \"Replace\", \"pattern\": {\"String\": \" .\"}, \"content\": \".\"}]}", "3 5 5 6 6 7 3 17", false, "##baa||.##b." },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Fuse\"}, {\"type\": \"Replace\", \"pattern\": {\"String\": \" .\"}, \"content\": \".\"}]}", "1 2 3 4", false, "\xe2\x96\x81""ab\xe2\x96\x81xxbxx##bc</w>" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Fuse\"}, {\"type\": \"Replace\", \"pattern\": {\"String\": \" .\"}, \"content\": \".\"}]}", "15 9 10 15", false, "xyz<0xC3><0xA9>xyz" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Fuse\"}, {\"type\": \"Replace\", \"pattern\": {\"String\": \" .\"}, \"content\": \".\"}]}", "4 16 4", false, "c</w>##</w>c</w>" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Fuse\"}, {\"type\": \"Replace\", \"pattern\": {\"String\": \" .\"}, \"content\": \".\"}]}", "11 12 15 8", false, "\xc4\xa0x\xc3\xa9xyz n't" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Fuse\"}, {\"type\": \"Replace\", \"pattern\": {\"String\": \" .\"}, \"content\": \".\"}]}", "13 14 7 8 1", false, "do do not. n't\xe2\x96\x81""ab" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Fuse\"}, {\"type\": \"Replace\", \"pattern\": {\"String\": \" .\"}, \"content\": \".\"}]}", "18 1 18 5 17", false, "<s>\xe2\x96\x81""ab<s>a." },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Fuse\"}, {\"type\": \"Replace\", \"pattern\": {\"String\": \" .\"}, \"content\": \".\"}]}", "18 1 18 5 17", true, "\xe2\x96\x81""aba." },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": false}, {\"type\": \"Fuse\"}, {\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"first\", \"split\": true}]}", "3 5 5 6 6 7 3 17", false, "##b a a | | .b  ." },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": false}, {\"type\": \"Fuse\"}, {\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"first\", \"split\": true}]}", "1 2 3 4", false, "ab xxbxxb c</w>" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": false}, {\"type\": \"Fuse\"}, {\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"first\", \"split\": true}]}", "15 9 10 15", false, "xyz <0xC3> <0xA9> xyz" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": false}, {\"type\": \"Fuse\"}, {\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"first\", \"split\": true}]}", "4 16 4", false, "c</w></w> c</w>" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": false}, {\"type\": \"Fuse\"}, {\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"first\", \"split\": true}]}", "11 12 15 8", false, "\xc4\xa0x \xc3\xa9 xyz  n't" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": false}, {\"type\": \"Fuse\"}, {\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"first\", \"split\": true}]}", "13 14 7 8 1", false, "do  do not .  n't ab" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": false}, {\"type\": \"Fuse\"}, {\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"first\", \"split\": true}]}", "18 1 18 5 17", false, "<s> ab <s> a  ." },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": false}, {\"type\": \"Fuse\"}, {\"type\": \"Metaspace\", \"replacement\": \"\xe2\x96\x81\", \"prepend_scheme\": \"first\", \"split\": true}]}", "18 1 18 5 17", true, "ab a  ." },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\": {\"String\": \"\xe2\x96\x81\"}, \"content\": \" \"}, {\"type\": \"ByteFallback\"}, {\"type\": \"Fuse\"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}]}", "3 5 5 6 6 7 3 17", false, "##baa||.##b ." },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\": {\"String\": \"\xe2\x96\x81\"}, \"content\": \" \"}, {\"type\": \"ByteFallback\"}, {\"type\": \"Fuse\"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}]}", "1 2 3 4", false, "ab xxbxx##bc</w>" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\": {\"String\": \"\xe2\x96\x81\"}, \"content\": \" \"}, {\"type\": \"ByteFallback\"}, {\"type\": \"Fuse\"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}]}", "15 9 10 15", false, "xyz\xc3\xa9xyz" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\": {\"String\": \"\xe2\x96\x81\"}, \"content\": \" \"}, {\"type\": \"ByteFallback\"}, {\"type\": \"Fuse\"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}]}", "4 16 4", false, "c</w>##</w>c</w>" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\": {\"String\": \"\xe2\x96\x81\"}, \"content\": \" \"}, {\"type\": \"ByteFallback\"}, {\"type\": \"Fuse\"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}]}", "11 12 15 8", false, "\xc4\xa0x\xc3\xa9xyz n't" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\": {\"String\": \"\xe2\x96\x81\"}, \"content\": \" \"}, {\"type\": \"ByteFallback\"}, {\"type\": \"Fuse\"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}]}", "13 14 7 8 1", false, "do do not. n't ab" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\": {\"String\": \"\xe2\x96\x81\"}, \"content\": \" \"}, {\"type\": \"ByteFallback\"}, {\"type\": \"Fuse\"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}]}", "18 1 18 5 17", false, "<s> ab<s>a ." },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\": {\"String\": \"\xe2\x96\x81\"}, \"content\": \" \"}, {\"type\": \"ByteFallback\"}, {\"type\": \"Fuse\"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}]}", "18 1 18 5 17", true, "aba ." },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\": {\"String\": \"\xe2\x96\x81\"}, \"content\": \" \"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}]}", "3 5 5 6 6 7 3 17", false, "##baa||.##b." },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\": {\"String\": \"\xe2\x96\x81\"}, \"content\": \" \"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}]}", "1 2 3 4", false, "abxxbxx##bc</w>" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\": {\"String\": \"\xe2\x96\x81\"}, \"content\": \" \"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}]}", "15 9 10 15", false, "xyz<0xC3><0xA9>xyz" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\": {\"String\": \"\xe2\x96\x81\"}, \"content\": \" \"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}]}", "4 16 4", false, "c</w>##</w>c</w>" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\": {\"String\": \"\xe2\x96\x81\"}, \"content\": \" \"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}]}", "11 12 15 8", false, "\xc4\xa0x\xc3\xa9xyzn't" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\": {\"String\": \"\xe2\x96\x81\"}, \"content\": \" \"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}]}", "13 14 7 8 1", false, "dodo not.n'tab" },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\": {\"String\": \"\xe2\x96\x81\"}, \"content\": \" \"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}]}", "18 1 18 5 17", false, "<s>ab<s>a." },
	{ "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\": {\"String\": \"\xe2\x96\x81\"}, \"content\": \" \"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}]}", "18 1 18 5 17", true, "aba." },
};

TEST(decode, "decodes like Hugging Face with each decoder and sequences of them")
{
	size_t i;

	for (i = 0; i < sizeof(decoded) / sizeof(decoded[0]); i++) {
		struct bitnet_tok *t = tok_json(document(ADDED("18", "19"), model, "null", "null", decoded[i].decoder));

		CHECK_STR(text_of_ids(t, decoded[i].ids, decoded[i].skip), decoded[i].text);
		bitnet_tok_free(t);
	}
}

static const char *refused(const char *decoder, enum bitnet_status status)
{
	return json_refused(document("", characters, "null", "null", decoder), status);
}

TEST(incomplete, "refuses a decoder that lacks what it needs")
{
	CHECK_HAS(refused("{\"type\":\"Replace\",\"content\":\"x\"}", BITNET_E_INPUT), "decoder 'Replace' has no text 'String'");
	CHECK_HAS(refused("{\"type\":\"Strip\",\"content\":\"ab\"}", BITNET_E_INPUT), "no content of one character");
	CHECK_HAS(refused("{\"type\":\"Strip\",\"content\":\"a\",\"start\":-1}", BITNET_E_INPUT), "has the number -1");
	CHECK_HAS(refused("{\"type\":\"BPEDecoder\",\"suffix\":\"\"}", BITNET_E_UNSUPPORTED), "with an empty suffix");
	CHECK_HAS(refused("{\"type\":\"CTC\",\"pad_token\":\"\"}", BITNET_E_UNSUPPORTED), "with an empty token");
	CHECK_HAS(refused("{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"Fuse\"},{\"type\":\"ByteLevel\"}]}", BITNET_E_UNSUPPORTED),
		  "behind Fuse");
}

int main(void)
{
	return tap_main();
}
