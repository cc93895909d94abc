# SPDX-License-Identifier: MIT
"""A BitNet in a GGUF as a checkpoint in the manner of Hugging Face: checkpoint.py MODEL.gguf DIR

The matrices, I2_S in the file, are packed four codes in a byte with a weight_scale that multiplies: linear class
autobitlinear, offline.  So transformers gets the codes and scales of the file and rounds nothing.  There is no tokenizer
in DIR: give ids.  The file is read here by numpy alone, and by no code of ours.
"""

import json
import pathlib
import struct
import sys

import numpy as np

SCALARS = "B b H h I i f ? s a Q q d".split()
F32, F16, I2_S = 0, 1, 36
PARTS = {
    "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
    "attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm", "attn_sub_norm": "self_attn.attn_sub_norm",
    "ffn_sub_norm": "mlp.ffn_sub_norm",
}


class Gguf:
    """Keys, and tensors as (type, shape with the rows first, bytes)."""

    def __init__(self, path):
        self.b, self.at = pathlib.Path(path).read_bytes(), 0
        if self.b[:4] != b"GGUF":
            sys.exit("%s: not a GGUF file" % path)
        self.at = 8
        n_tensors, n_keys = self.take("Q"), self.take("Q")
        self.keys = {self.string().decode(): self.value(self.take("I")) for _ in range(n_keys)}
        infos = []
        for _ in range(n_tensors):
            name = self.string().decode()
            ne = [self.take("Q") for _ in range(self.take("I"))]
            infos.append((name, ne[::-1], self.take("I"), self.take("Q")))
        align = self.keys.get("general.alignment", 32)
        data = (self.at + align - 1) // align * align
        self.tensors = {name: (kind, shape, self.b[data + offset:]) for name, shape, kind, offset in infos}

    def take(self, form):
        v, = struct.unpack_from("<" + form, self.b, self.at)
        self.at += struct.calcsize(form)
        return v

    def string(self):
        n = self.take("Q")
        self.at += n
        return self.b[self.at - n:self.at]

    def value(self, kind):
        form = SCALARS[kind]
        if form == "a":
            kind, n = self.take("I"), self.take("Q")
            return [self.value(kind) for _ in range(n)]
        return self.string() if form == "s" else self.take(form)

    def key(self, name):
        return self.keys[self.keys["general.architecture"].decode() + "." + name]


def floats(kind, shape, data):
    form = {F32: "<f4", F16: "<f2"}.get(kind) or sys.exit("a tensor of type %d, where F32 or F16 is read" % kind)
    n = int(np.prod(shape))
    return np.frombuffer(data, form, n).astype("<f4").reshape(shape)


def codes(kind, shape, data):
    """-1, 0, 1 and the scale: 128 codes in 32 bytes, the first 32 in the upper bits."""
    if kind != I2_S:
        sys.exit("a matrix of type %d, where I2_S is read" % kind)
    n = int(np.prod(shape))
    b = np.frombuffer(data, np.uint8, n // 4).reshape(-1, 1, 32)
    q = (b >> np.array([6, 4, 2, 0], np.uint8).reshape(1, 4, 1) & 3).astype(np.int8) - 1
    return q.reshape(shape), np.frombuffer(data, "<f4", 1, n // 4)


def pack(q):
    """Bits 2 i, 2 i + 1 of row r are row i * rows / 4 + r."""
    return sum((part + 1).astype(np.uint8) << 2 * i for i, part in enumerate(np.split(q, 4)))


def tensors(g):
    out = {"model.embed_tokens.weight": floats(*g.tensors["token_embd.weight"]),
           "model.norm.weight": floats(*g.tensors["output_norm.weight"])}
    for name, t in g.tensors.items():
        if not name.startswith("blk."):
            continue
        _, layer, part, _ = name.split(".")
        key = "model.layers.%s.%s.weight" % (layer, PARTS[part])
        if part.endswith("norm"):
            out[key] = floats(*t)
        else:
            q, out[key + "_scale"] = codes(*t)
            out[key] = pack(q)
    return out


def write_safetensors(path, arrays):
    names = {"float32": "F32", "uint8": "U8"}
    head, at = {}, 0
    for name, a in arrays.items():
        head[name] = {"dtype": names[str(a.dtype)], "shape": list(a.shape), "data_offsets": [at, at + a.nbytes]}
        at += a.nbytes
    text = json.dumps(head).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text)
        for a in arrays.values():
            f.write(np.ascontiguousarray(a).tobytes())


def config(g):
    if g.keys["general.architecture"] != b"bitnet-b1.58":
        sys.exit("architecture %s, where bitnet-b1.58 is read" % g.keys["general.architecture"].decode())
    return {
        "architectures": ["BitNetForCausalLM"], "model_type": "bitnet", "hidden_act": "relu2",
        "vocab_size": g.key("vocab_size"), "hidden_size": g.key("embedding_length"),
        "intermediate_size": g.key("feed_forward_length"), "num_hidden_layers": g.key("block_count"),
        "num_attention_heads": g.key("attention.head_count"), "num_key_value_heads": g.key("attention.head_count_kv"),
        "max_position_embeddings": g.key("context_length"), "rope_theta": g.key("rope.freq_base"),
        "rms_norm_eps": g.key("attention.layer_norm_rms_epsilon"), "attention_bias": False,
        "tie_word_embeddings": "output.weight" not in g.tensors, "torch_dtype": "float32",
        "bos_token_id": g.keys["tokenizer.ggml.bos_token_id"], "eos_token_id": g.keys["tokenizer.ggml.eos_token_id"],
        "quantization_config": {"quant_method": "bitnet", "linear_class": "autobitlinear", "quantization_mode": "offline",
                                "modules_to_not_convert": ["lm_head"]},
    }


def write(gguf, folder):
    g, folder = Gguf(gguf), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_safetensors(folder / "model.safetensors", tensors(g))
    (folder / "config.json").write_text(json.dumps(config(g), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: checkpoint.py MODEL.gguf DIR")
    write(*sys.argv[1:])
