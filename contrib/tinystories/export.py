# SPDX-License-Identifier: MIT
"""Writes a trained state as a checkpoint in the manner of Hugging Face: export.py --data DIR --state FILE --out DIR

The matrices are the float32 master weights.  Who reads them makes ternary codes of them (absmean, one scale a matrix),
as transformers does for the linear class autobitlinear in online mode.  The embedding is rounded to the nearest
float16, so that a file which stores it in that type loses nothing.
"""

import argparse
import json
import pathlib
import shutil

import torch
from safetensors.torch import load_file, save_file

from model import Config, Model


def parts(cfg, name):
    """The tensors of the checkpoint that a tensor of Layer holds, with their rows."""
    kv = cfg.kv_heads * cfg.head_dim
    return {
        "attn_norm": (("input_layernorm", cfg.width),),
        "w_qkv": (("self_attn.q_proj", cfg.width), ("self_attn.k_proj", kv), ("self_attn.v_proj", kv)),
        "attn_sub_norm": (("self_attn.attn_sub_norm", cfg.width),),
        "w_o": (("self_attn.o_proj", cfg.width),),
        "ffn_norm": (("post_attention_layernorm", cfg.width),),
        "w_gate_up": (("mlp.gate_proj", cfg.ffn), ("mlp.up_proj", cfg.ffn)),
        "ffn_sub_norm": (("mlp.ffn_sub_norm", cfg.ffn),),
        "w_down": (("mlp.down_proj", cfg.width),),
    }[name]


def to_checkpoint(cfg, state):
    out = {"model.embed_tokens.weight": state["embed"].half().float(), "model.norm.weight": state["norm"].clone()}
    for key, w in state.items():
        if key.startswith("layers."):
            _, n, name = key.split(".")
            pieces = parts(cfg, name)
            for (part, _), rows in zip(pieces, torch.split(w, [r for _, r in pieces], 0)):
                out["model.layers.%s.%s.weight" % (n, part)] = rows.clone()
    return out


def load(folder):
    """The model of an exported folder."""
    folder = pathlib.Path(folder)
    c = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    cfg = Config(vocab=c["vocab_size"], width=c["hidden_size"], layers=c["num_hidden_layers"],
                 ffn=c["intermediate_size"], heads=c["num_attention_heads"], kv_heads=c["num_key_value_heads"],
                 context=c["max_position_embeddings"], theta=c["rope_theta"], eps=c["rms_norm_eps"])
    tensors, model = load_file(str(folder / "model.safetensors")), Model(cfg)
    state = {"embed": tensors["model.embed_tokens.weight"], "norm": tensors["model.norm.weight"]}
    for key in model.state_dict():
        if key.startswith("layers."):
            _, n, name = key.split(".")
            state[key] = torch.cat([tensors["model.layers.%s.%s.weight" % (n, p)] for p, _ in parts(cfg, name)])
    model.load_state_dict(state)
    return model


def config(cfg, info):
    return {
        "architectures": ["BitNetForCausalLM"], "model_type": "bitnet", "vocab_size": cfg.vocab,
        "hidden_size": cfg.width, "intermediate_size": cfg.ffn, "num_hidden_layers": cfg.layers,
        "num_attention_heads": cfg.heads, "num_key_value_heads": cfg.kv_heads, "hidden_act": "relu2",
        "max_position_embeddings": cfg.context, "rms_norm_eps": cfg.eps, "rope_theta": cfg.theta,
        "attention_bias": False, "attention_dropout": 0.0, "tie_word_embeddings": True, "use_cache": True,
        "bos_token_id": info["bos"], "eos_token_id": info["eos"], "torch_dtype": "float32",
        "quantization_config": {"quant_method": "bitnet", "linear_class": "autobitlinear",
                                "quantization_mode": "online"},
    }


def main():
    p = argparse.ArgumentParser(description="export a trained story model")
    p.add_argument("--data", required=True, help="folder that data.py wrote")
    p.add_argument("--state", required=True, help="state.pt that train.py wrote")
    p.add_argument("--out", required=True, help="folder to write")
    a = p.parse_args()
    out, data = pathlib.Path(a.out), pathlib.Path(a.data)
    out.mkdir(parents=True, exist_ok=True)
    info = json.loads((data / "data.json").read_text(encoding="utf-8"))
    state = torch.load(a.state, weights_only=True)
    cfg = Config(**state["config"])
    save_file(to_checkpoint(cfg, state["model"]), str(out / "model.safetensors"), metadata={"format": "pt"})
    for name, value in (
            ("config.json", config(cfg, info)),
            ("generation_config.json", {"bos_token_id": info["bos"], "eos_token_id": info["eos"], "do_sample": True,
                                        "temperature": 1.0, "top_p": 0.95, "max_length": cfg.context}),
            ("tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<|begin_of_text|>",
                                       "eos_token": "<|end_of_text|>", "model_max_length": cfg.context,
                                       "model_input_names": ["input_ids", "attention_mask"],
                                       "clean_up_tokenization_spaces": False})):
        (out / name).write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
    shutil.copyfile(data / "tokenizer.json", out / "tokenizer.json")


if __name__ == "__main__":
    main()
