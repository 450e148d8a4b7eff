"""The paper's statements, counted from their definitions in float64 by PyTorch and transformers; no code of this project takes part.

    python make_argument.py FOLDER > argument.json
    python make_argument.py FOLDER --check argument.json

FOLDER is what the example `write_arguments` wrote: labs, and models of them as safetensors. The statements are those of arXiv 2402.13228, by the
ids of `lab.argument()`; gradients are autograd's, of the batch's loss by each sequence's logits. `cargo xtask test --interop` checks the stored file.
Needs: torch, transformers, safetensors (the committed file used torch 2.15, transformers 5.23).

The lab computes in float32, so a count may differ where a comparison is decided by less than that is good for. Both sides call two probabilities
equal whose logits differ by less than RESOLUTION; what lies so close to an edge of this, or to another edge, that the lab's rounding, NOISE, could
carry it over is counted as `unsure`. `tests/argument.rs` measures that rounding, and allows a count to differ by no more.
"""
import json, math, pathlib, sys
import torch
from safetensors.torch import load_file
from transformers import GPT2Config, GPT2LMHeadModel

RESOLUTION = 2e-5
NOISE = RESOLUTION / 2
TOLERANCE = 1e-3
"""Of a measured gradient, as a share of the largest; autograd's is good to 1e-12, so that nothing is near it."""
MOST = 3
"""Exceptions that are stored."""
IDS = ["only-h", "low-while-falling", "one-apart", "gradient", "prefix", "at-difference", "after", "premise-right", "premise-others", "premise",
       "reduced", "chosen-falls", "dpop-right", "dpop-others", "lambda-right", "lambda-others"]


def loss_of(run, c, r, rc, rr, nc, nr):
    """The loss of one pair, as published."""
    beta, kind = run["beta"], run["loss_type"]
    h = (c - rc) - (r - rr)
    ls = torch.nn.functional.logsigmoid
    if kind == "dpo":
        return -ls(beta * h)
    if kind == "dpop":
        penalty = torch.where(rc - c > 0, rc - c, torch.zeros_like(c))  # strict: nothing on the kink
        if run["penalty"] == "inside":
            return -ls(beta * (h - run["lambda"] * penalty))
        sign = {"outside": 1, "outside-wrong-sign": -1}[run["penalty"]]
        return -ls(beta * h) + sign * run["lambda"] * penalty
    if kind == "ipo":
        return ((c - rc) / nc - (r - rr) / nr - 1 / (2 * beta)) ** 2
    if kind == "hinge":
        return torch.relu(1 - beta * h)
    sg, u, v, wrong = torch.sigmoid, beta * (c - rc), beta * (r - rr), run.get("label_smoothing", 0.0)
    if kind == "cdpo":
        return -(1 - wrong) * ls(beta * h) - wrong * ls(-beta * h)
    if kind == "robust":
        return (-(1 - wrong) * ls(beta * h) + wrong * ls(-beta * h)) / (1 - 2 * wrong)
    if kind == "exo_pair":
        return sg(beta * h) * (ls(beta * h) - math.log(1 - wrong)) + sg(-beta * h) * (ls(-beta * h) - math.log(wrong))
    if kind == "discopop":
        share = sg(beta * h / run["discopop_tau"])
        return -ls(beta * h) * (1 - share) + torch.exp(-beta * h) * share
    if kind == "sigmoid_norm":
        return -ls(beta * ((c - rc) / nc - (r - rr) / nr))
    if kind == "dpo_shift":
        return -ls(beta * ((c - rc) - run["f"] * (r - rr)))
    if kind == "rpo":
        return -ls(beta * h) - run["rpo_alpha"] * c / nc
    if kind == "bco_pair":
        return -ls(u) - ls(-v)
    if kind == "nca_pair":
        return -ls(u) - 0.5 * ls(-u) - 0.5 * ls(-v)
    if kind == "sppo_hard":
        return (c - rc - 0.5 / beta) ** 2 + (r - rr + 0.5 / beta) ** 2
    if kind == "apo_zero":
        return 1 - sg(u) + sg(v)
    if kind == "apo_down":
        return sg(u) + 1 - sg(beta * h)
    if kind == "simpo":
        return -ls(beta * (c / nc - r / nr) - run["simpo_gamma"])
    raise ValueError(f"{kind} has no formula here")


def network(shape, vocabulary, file):
    config = GPT2Config(vocab_size=vocabulary, n_positions=shape["n_positions"], n_embd=shape["n_embd"], n_layer=shape["n_layer"],
                        n_head=shape["n_head"], resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0, bos_token_id=0, eos_token_id=0,
                        attn_implementation="eager")
    model = GPT2LMHeadModel(config).double().eval()
    missing, unexpected = model.load_state_dict({name: value.double() for name, value in load_file(file).items()}, strict=False)
    assert not unexpected and set(missing) <= {"lm_head.weight"}, (missing, unexpected)
    model.tie_weights()
    return model


def logits_of(model, prompt, completion):
    """(K, V): what the model says before each token of the completion."""
    with torch.no_grad():
        return model(torch.tensor([prompt + completion[:-1]])).logits[0, len(prompt) - 1 :]


def logps_of(logits, completion):
    return logits.log_softmax(-1).gather(-1, torch.tensor(completion)[:, None])[:, 0]


class Count:
    def __init__(self):
        self.holds = self.of = self.unsure = 0
        self.worst = self.needed = None
        self.exceptions = []

    def case(self, holds, place, unsure=False):
        self.of += 1
        self.holds += bool(holds)
        self.unsure += bool(unsure)
        if not holds and len(self.exceptions) < MOST:
            self.exceptions.append(place)

    def miss(self, error):
        self.worst = max(self.worst or 0.0, error)

    def told(self):
        told = {"holds": self.holds, "of": self.of, "unsure": self.unsure}
        told |= {} if self.worst is None else {"worst": float(f"{self.worst:.6e}")}
        told |= {} if self.needed is None else {"needed": [float(f"{needed:.9e}") for needed in self.needed]}
        return told | {"exceptions": self.exceptions}


def count(run, pairs, policy, reference):
    """All statements on a policy and its reference, and the log-probabilities of the chosen completions' tokens."""
    counts = {name: Count() for name in IDS}
    seen = []
    for prompt, chosen, rejected in pairs:
        logits = [logits_of(policy, prompt, side).requires_grad_() for side in (chosen, rejected)]
        before = [logps_of(logits_of(reference, prompt, side), side) for side in (chosen, rejected)]
        logps = [logps_of(z, side) for z, side in zip(logits, (chosen, rejected))]
        c, r = (side.sum().detach().requires_grad_() for side in logps)
        rc, rr = (side.sum() for side in before)
        # Both sides of a kink are the kink, at the very same weights.
        at_start = all(torch.equal(a, b) for a, b in zip(logps, before))
        loss = lambda c, r: loss_of(run, c, r, rc, rr, len(chosen), len(rejected))
        dc, dr = torch.autograd.grad(loss(c, r), (c, r))
        measured = torch.autograd.grad(loss(logps[0].sum(), logps[1].sum()) / len(pairs), logits)
        seen.append((logits, logps, before, c.detach(), r.detach(), rc, rr, dc, dr, measured, at_start, loss))
    for index, (prompt, chosen, rejected) in enumerate(pairs):
        logits, logps, before, c, r, rc, rr, dc, dr, measured, at_start, loss = seen[index]
        here = [index, None, None]
        value = loss(c, r)
        assert at_start or abs(rc - c) > NOISE * len(chosen), f"pair {index} is too near its hinge's kink"
        fell = bool(c < rc) and not at_start
        # By value.
        change = abs(loss(c + 1, r + 1) - value).item()
        counts["only-h"].miss(change)
        counts["only-h"].case(change <= 1e-9 * (1 + abs(value.item())), here)
        if fell:
            counts["low-while-falling"].case(value < loss(rc, rr), here)
        counts["chosen-falls"].case(fell, here)
        differ = [k for k, (a, b) in enumerate(zip(chosen, rejected)) if a != b]
        one_apart = len(chosen) == len(rejected) and len(differ) == 1
        counts["one-apart"].case(one_apart, here)
        # L pulls with dL/dc = -weight a, dL/dr = weight b; DPO: a = b = 1.
        up, down = -dc.item(), dr.item()
        weight = abs(down) if down else abs(up)
        a, b = (up / weight, down / weight) if weight else (0.0, 0.0)
        s = [z.detach().softmax(-1) for z in logits]
        if weight:
            right = True
            for z, ds, side, by in zip(s, measured, (chosen, rejected), (-up, down)):
                formula = by / len(pairs) * (torch.nn.functional.one_hot(torch.tensor(side), z.shape[-1]) - z)
                right &= bool((ds - formula).abs().max() <= TOLERANCE * formula.abs().max())
            counts["gradient"].case(right, here)
        if not one_apart:
            continue
        m = differ[0]
        w = weight / len(pairs)
        held = run["loss_type"] == "dpop" and fell
        # With the wrong sign nothing is claimed of λ.
        with_lambda = run["loss_type"] == "dpo" or (run["loss_type"] == "dpop" and run["penalty"] != "outside-wrong-sign")
        outside = run["beta"] * torch.sigmoid(-run["beta"] * ((c - rc) - (r - rr))).item()  # DPO's own weight
        lam = run.get("lambda", 0.0)
        at_hand = lam / outside if lam and run["penalty"] == "outside" else lam
        for k, token in enumerate(chosen):
            place = [index, k, None]
            s_w, s_l, d_w, d_l = s[0][k], s[1][k], measured[0][k], measured[1][k]
            total, largest = d_w + d_l, max(d_w.abs().max(), d_l.abs().max()).item()
            if k < m:
                if weight:
                    left = total.abs().max().item() / largest
                    counts["prefix"].miss(left)
                    counts["prefix"].case(left <= TOLERANCE, place, TOLERANCE / 10 < left < TOLERANCE * 10)
                continue
            if k == m:
                if weight:
                    counts["at-difference"].case(-total[token] > 0 and -total[rejected[k]] < 0, place)
                continue
            lambda_ = a - b
            g = b * (s_l - s_w) - lambda_ * s_w
            g[token] += lambda_
            if weight:
                counts["after"].case((total + w * g).abs().max() <= TOLERANCE * largest, place)
            spread = s_w * (1 - s_w) + s_l * (1 - s_l)
            rise = (s_w - s_l) / spread  # how far apart, in units of what a logit moves
            edge = lambda x: ((x.abs() - RESOLUTION).abs() <= NOISE)
            at_least, at_most = rise >= -RESOLUTION, rise <= RESOLUTION
            close = edge(rise)
            others = [j for j in range(len(s_w)) if j != token]
            counts["premise-right"].case(at_least[token], place, close[token])
            for j in others:
                counts["premise-others"].case(at_most[j], [index, k, j], close[j])
            counts["premise"].case(at_least[token] and at_most[others].all(), place, close.any())
            drop = (before[0][k] - logps[0][k]).item()
            counts["reduced"].case(drop > RESOLUTION, place, abs(drop - RESOLUTION) <= NOISE)
            if held:
                blur = NOISE * ((abs(a) * s_w * (1 - s_w)) + abs(b) * s_l * (1 - s_l))
                counts["dpop-right"].case(g[token] > 0, place, abs(g[token]) <= blur[token])
                for j in others:
                    counts["dpop-others"].case(g[j] < 0, [index, k, j], abs(g[j]) <= blur[j])
            if with_lambda:
                mark = ((s_w[token] - s_l[token]) / (1 - s_w[token])).item()
                blur = NOISE * (s_w[token] * (1 + abs(mark)) + s_l[token] * (1 - s_l[token]) / (1 - s_w[token])).item()
                ratio = (s_l[others] / s_w[others]).max().item()
                # The λ at hand is measured by DPO's weight, of sums over all tokens.
                blur_of_hand = at_hand * run["beta"] * NOISE * 2 * len(chosen)
                for name, mark, blur in (("lambda-right", mark, blur), ("lambda-others", ratio - 1, 2 * NOISE * ratio)):
                    counts[name].case(at_hand > mark, place, abs(at_hand - mark) <= blur + blur_of_hand)
                    needs = max(mark, 0.0)
                    most = counts[name].needed or (0.0, 0.0, 0.0)
                    counts[name].needed = tuple(map(max, most, (needs, needs * outside, needs)))
    logps = [[float(f"{logp:.8f}") for logp in pair[1][0].tolist()] for pair in seen]
    return {name: counts[name].told() for name in IDS}, logps


def main(folder):
    labs = []
    for file in sorted(pathlib.Path(folder).glob("*.json")):
        lab = json.loads(file.read_text())
        full = lab["full"]
        ids = {word: number for number, word in enumerate(full["dataset"]["vocabulary"])}
        words = lambda text: [ids[word] for word in text.split()]
        pairs = [(words(pair["prompt"]), words(pair["chosen"]) + [0], words(pair["rejected"]) + [0]) for pair in full["dataset"]["pairs"]]
        load = lambda name: network(full["model"], len(ids), file.parent / name)
        reference = load(f"{lab['name']}.reference.safetensors")
        cases = []
        for case in lab["cases"]:
            counts, logps = count(full["runs"][case["run"]], pairs, load(case["model"]), reference)
            cases.append({"run": case["run"], "step": case["step"], "digest": case["digest"], "logps": logps, "statements": counts})
        labs.append({"name": lab["name"], "lab": lab["lab"], "cases": cases})
    return labs


def written(labs):
    """A line a case."""
    lines = lambda lab: ",\n".join("  " + json.dumps(case) for case in lab["cases"])
    head = lambda lab: f'{{"name": {json.dumps(lab["name"])}, "lab": {json.dumps(lab["lab"])}, "cases": [\n'
    return "[\n" + ",\n".join(f"{head(lab)}{lines(lab)}\n]}}" for lab in labs) + "\n]\n"


def same(a, b):
    """Equal, numbers to what another order of sums may change in their last digits."""
    if isinstance(a, float) or isinstance(b, float):
        return abs(a - b) <= 1e-6 * max(1.0, abs(a), abs(b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


if __name__ == "__main__":
    made = main(sys.argv[1])
    if sys.argv[2:3] == ["--check"]:
        stored = json.loads(pathlib.Path(sys.argv[3]).read_text())
        for lab, other in zip(made, stored, strict=True):
            assert same(lab, other), f"{lab['name']} is counted otherwise than {sys.argv[3]} says: make that anew, and see what has changed."
        print(f"{sum(len(lab['cases']) for lab in made)} cases of {len(made)} labs are counted as {sys.argv[3]} says.")
    else:
        sys.stdout.write(written(made))
