# SPDX-License-Identifier: MIT
"""The network of the story model, a BitNet b1.58, for training: ternary weights and int8 activations in the forward pass,
straight-through gradients.

The forward pass multiplies integer codes (int8 by int8 to int32, which is exact) and scales afterwards, as the tools do;
the backward pass rounds to bf16.  Parameters are the float master weights.  q, k and v lie in one matrix, and gate and up
in another, because they share their quantised input; each has its own weight scale, and export.py writes them apart.
"""

import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import nn


@dataclass
class Config:
    vocab: int = 2048
    width: int = 256
    layers: int = 6
    ffn: int = 768
    heads: int = 4
    kv_heads: int = 2
    context: int = 512
    theta: float = 10000.0
    eps: float = 1e-5

    @property
    def head_dim(self):
        return self.width // self.heads

    def as_dict(self):
        return asdict(self)


# "ternary" is the model, all but its integer products in float32, and "training" the same with attention and gradients
# in bf16.  The shadow has the same master weights without rounding them, with int8 activations or with float ones.
MODES = ("training", "ternary", "shadow-int8", "shadow-float")


def weight_codes(w, parts):
    """Absmean codes (int8) of each part of w by rows, and the scale of each row."""
    codes, scales = [], []
    for rows in torch.split(w, parts, 0):
        scale = rows.abs().mean().clamp(min=1e-5)
        codes.append((rows * (1.0 / scale)).round().clamp(-1, 1).to(torch.int8))
        scales.append(scale.expand(rows.shape[0]))
    return torch.cat(codes), torch.cat(scales)


def act_codes(h):
    """Absmax codes (int8) of each token and what one step of them is worth."""
    s = 127.0 / h.abs().amax(-1, keepdim=True).clamp(min=1e-5)
    return (h * s).round().clamp(-128, 127).to(torch.int8), 1.0 / s


class BitProduct(torch.autograd.Function):
    """y = (codes of h) (codes of w)^T, scaled; the gradient passes both roundings as if they were not there."""

    @staticmethod
    def forward(ctx, h, w, wc, ws):
        hc, step = act_codes(h)
        ctx.save_for_backward(hc, step, wc, ws)
        return torch._int_mm(hc, wc.t()).float() * step * ws

    @staticmethod
    def backward(ctx, g):
        hc, step, wc, ws = ctx.saved_tensors
        gh = (g * ws).bfloat16() @ wc.bfloat16()
        gw = (g * step).bfloat16().t() @ hc.bfloat16()
        return gh.float(), gw.float(), None, None


def product(h, w, parts, mode):
    if mode in ("training", "ternary"):
        with torch.no_grad():
            wc, ws = weight_codes(w, parts)
        return BitProduct.apply(h, w, wc, ws)
    if mode == "shadow-int8":
        codes, step = act_codes(h)
        h = codes.float() * step
    return h @ w.t()


def rms_norm(x, w, eps):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps) * w


def rotate(x, cos, sin):
    a, b = x.chunk(2, -1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1)


def attention(q, k, v, group, dtype):
    """Causal attention; head j has the keys and values of head j / group.  Products in dtype, softmax in float32."""
    k, v = k.to(dtype).repeat_interleave(group, 1), v.to(dtype).repeat_interleave(group, 1)
    n = q.shape[2]
    s = (q.to(dtype) @ k.transpose(-1, -2)).float() / math.sqrt(q.shape[3])
    s = s.masked_fill(torch.ones(n, n, dtype=torch.bool).triu(1), float("-inf"))
    return (torch.softmax(s, -1).to(dtype) @ v).float()


def block(x, p, cos, sin, cfg, mode):
    """One layer: x is (batch * tokens, width), p the tensors of a Layer, cos and sin are (tokens, head_dim / 2)."""
    attn_norm, w_qkv, attn_sub_norm, w_o, ffn_norm, w_gate_up, ffn_sub_norm, w_down = p
    tokens, hd, kv = cos.shape[0], cfg.head_dim, cfg.kv_heads * cfg.head_dim
    qkv = product(rms_norm(x, attn_norm, cfg.eps), w_qkv, [cfg.width, kv, kv], mode)
    q, k, v = (t.reshape(-1, tokens, t.shape[-1] // hd, hd).transpose(1, 2) for t in qkv.split([cfg.width, kv, kv], -1))
    q, k = rotate(q, cos, sin), rotate(k, cos, sin)
    a = attention(q, k, v, cfg.heads // cfg.kv_heads, torch.float32 if mode != "training" else torch.bfloat16)
    a = a.transpose(1, 2).reshape(-1, cfg.width)
    x = x + product(rms_norm(a, attn_sub_norm, cfg.eps), w_o, [cfg.width], mode)
    gate, up = product(rms_norm(x, ffn_norm, cfg.eps), w_gate_up, [cfg.ffn, cfg.ffn], mode).split(cfg.ffn, -1)
    f = rms_norm(F.relu(gate).square() * up, ffn_sub_norm, cfg.eps)
    return x + product(f, w_down, [cfg.width], mode)


class Layer(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        kv = cfg.kv_heads * cfg.head_dim
        self.attn_norm = nn.Parameter(torch.ones(cfg.width))
        self.w_qkv = nn.Parameter(torch.empty(cfg.width + 2 * kv, cfg.width))
        self.attn_sub_norm = nn.Parameter(torch.ones(cfg.width))
        self.w_o = nn.Parameter(torch.empty(cfg.width, cfg.width))
        self.ffn_norm = nn.Parameter(torch.ones(cfg.width))
        self.w_gate_up = nn.Parameter(torch.empty(2 * cfg.ffn, cfg.width))
        self.ffn_sub_norm = nn.Parameter(torch.ones(cfg.ffn))
        self.w_down = nn.Parameter(torch.empty(cfg.width, cfg.ffn))

    def tensors(self):
        return (self.attn_norm, self.w_qkv, self.attn_sub_norm, self.w_o,
                self.ffn_norm, self.w_gate_up, self.ffn_sub_norm, self.w_down)


class HeadLoss(torch.autograd.Function):
    """Cross entropy of the tied head, a weighted mean over the tokens; products in bf16, softmax in float32."""

    @staticmethod
    def forward(ctx, h, e, target, weight):
        hb, eb = h.bfloat16(), e.bfloat16()
        logits = (hb @ eb.t()).float()
        z = torch.logsumexp(logits, -1)
        share = weight / weight.sum()
        ctx.save_for_backward(hb, eb, (logits - z.unsqueeze(-1)).exp().bfloat16(), target, share)
        return ((z - logits.gather(1, target.unsqueeze(1)).squeeze(1)) * share).sum()

    @staticmethod
    def backward(ctx, g):
        hb, eb, p, target, share = ctx.saved_tensors
        d = (p.float() - F.one_hot(target, p.shape[1])) * (g * share).unsqueeze(-1)
        d = d.bfloat16()
        return (d @ eb).float(), (d.t() @ hb).float(), None, None


class Model(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.cfg = cfg
        self.embed = nn.Parameter(torch.empty(cfg.vocab, cfg.width))
        self.layers = nn.ModuleList(Layer(cfg) for _ in range(cfg.layers))
        self.norm = nn.Parameter(torch.ones(cfg.width))
        rates = cfg.theta ** (-torch.arange(0, cfg.head_dim, 2).float() / cfg.head_dim)
        angle = torch.arange(cfg.context).float()[:, None] * rates
        self.register_buffer("cos", angle.cos(), persistent=False)
        self.register_buffer("sin", angle.sin(), persistent=False)
        self.block, self.head = block, HeadLoss.apply

    def init(self, generator):
        for name, p in self.named_parameters():
            if p.dim() == 2:
                with torch.no_grad():
                    p.normal_(0, 0.02 if name == "embed" else 1 / math.sqrt(p.shape[1]), generator=generator)

    def compile(self):
        """Fuse the element by element work; the same block is compiled once for all layers."""
        self.block, self.head = torch.compile(block, dynamic=False), torch.compile(HeadLoss.apply, dynamic=False)

    def hidden(self, ids, mode="ternary"):
        x = F.embedding(ids, self.embed).reshape(-1, self.cfg.width)
        cos, sin = self.cos[: ids.shape[1]], self.sin[: ids.shape[1]]
        for layer in self.layers:
            x = self.block(x, layer.tensors(), cos, sin, self.cfg, mode)
        return rms_norm(x, self.norm, self.cfg.eps)

    def loss(self, ids, target, weights):
        """Training loss; weights has one for each token of the vocabulary."""
        target = target.reshape(-1)
        return self.head(self.hidden(ids, "training"), self.embed, target, weights[target])

    def logits(self, ids, mode="ternary"):
        """Logits in float32, (batch, tokens, vocab)."""
        return (self.hidden(ids, mode) @ self.embed.t()).reshape(*ids.shape, -1)
