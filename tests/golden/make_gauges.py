"""The gauges of `lab.gauges()`, from their papers' definitions in float64 by PyTorch and transformers; no code of this project takes part.

    python make_gauges.py FOLDER > gauges.json
    python make_gauges.py FOLDER --check gauges.json

FOLDER is what the example `write_arguments` wrote: labs, and models of them as safetensors. Gradients are autograd's, of each answer's summed
log-probability by all parameters (the tied embedding once); hidden states are transformers' own `hidden_states[-1]`. `cargo xtask test --interop` checks the
stored file. Needs: torch, transformers, safetensors (the committed file used torch 2.15, transformers 5.24).

The lab computes in float32. Which token is the likeliest, and which answer comes first, is decided by a comparison: none that is stored is closer than
NOISE, but where both sides are the very same number. What is a difference of larger numbers is stored with their size, of which alone it can be known
to so many digits.
"""
import json, pathlib, sys
import torch
from make_argument import network, same

NOISE = 1e-5
"""Nats: the lab's log-probabilities are better than that."""
EDITS = ["edit_distance", "edit_distance_normalized"]
NAMES = EDITS + ["logps/chosen", "logps/rejected", "delta/chosen", "delta/rejected", "ches", "ches_normalized", "hidden_similarity",
                 "gradient_entanglement", "gradient_cosine", "gradient_norm/chosen", "gradient_norm/rejected", "argmax_mass", "chosen_mass",
                 "rest_mass", "argmax_is_chosen", "kl/chosen", "kl/rejected", "ranks_chosen_first", "rewards_chosen_first"]


def distance(a, b):
    """Levenshtein's."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a):
        next_row = [i + 1]
        for j, y in enumerate(b):
            next_row.append(min(row[j] + (x != y), row[j + 1] + 1, next_row[j] + 1))
        row = next_row
    return row[-1]


def seen(model, prompt, answer):
    """Of an answer of K tokens: log-probabilities (K, V) and hidden states (K, D) before each token, and the gradient (P) of their sum."""
    model.zero_grad()
    out = model(torch.tensor([prompt + answer]), output_hidden_states=True)
    positions = slice(len(prompt) - 1, -1)
    logps = out.logits[0, positions].log_softmax(-1)
    total = logps.gather(-1, torch.tensor(answer)[:, None]).sum()
    parameters = list(model.parameters())
    gradient = torch.cat([grad.flatten() for grad in torch.autograd.grad(total, parameters)])
    return logps.detach(), out.hidden_states[-1][0, positions].detach(), total.item(), gradient


def row_of(policy, reference, prompt, chosen, rejected):
    """The gauges in the order of NAMES, and how large what CHES subtracts is, both ways."""
    (logps, h_w, c, grad_c), (logps_l, h_l, r, grad_r) = (seen(policy, prompt, answer) for answer in (chosen, rejected))
    (ref_logps, _, rc, _), (ref_logps_l, _, rr, _) = (seen(reference, prompt, answer) for answer in (chosen, rejected))
    kl = lambda logps, ref_logps: torch.nn.functional.kl_div(ref_logps, logps, reduction="none", log_target=True).sum(-1).mean()
    s_w, s_l, m_w, m_l = h_w.sum(0), h_l.sum(0), h_w.mean(0), h_l.mean(0)
    product, square = grad_c @ grad_r, grad_c @ grad_c
    probabilities, own = logps.exp(), torch.tensor(chosen)
    two = logps.topk(2).values
    assert (two[:, 0] - two[:, 1] > NOISE).all(), "a likeliest token is not likelier than the next"
    likeliest = logps.argmax(-1)
    others = torch.ones_like(probabilities).scatter(-1, own[:, None], 0.0).scatter(-1, likeliest[:, None], 0.0)
    edits = distance(chosen[:-1], rejected[:-1])
    firsts = (c, r), (c - rc, r - rr)
    assert all(a == b or abs(a - b) > NOISE * len(chosen) for a, b in firsts), "an answer hardly comes first"
    numbers = [
        edits, edits / max(len(chosen) - 1, len(rejected) - 1), c, r, c - rc, r - rr, s_w @ s_l - s_w @ s_w, m_w @ m_l - m_w @ m_w,
        torch.cosine_similarity(m_w, m_l, 0), product / square, product / (grad_c.norm() * grad_r.norm()), grad_c.norm(), grad_r.norm(),
        probabilities.max(-1).values.mean(), probabilities.gather(-1, own[:, None]).mean(), (probabilities * others).sum(-1).mean(),
        (likeliest == own).double().mean(), kl(logps, ref_logps), kl(logps_l, ref_logps_l), *(a > b for a, b in firsts),
    ]
    assert len(numbers) == len(NAMES)
    return [told(number) for number in numbers] + [told(s_w @ s_w, 3), told(m_w @ m_w, 3)]


def told(number, digits=7):
    """A number to so many digits."""
    return number if isinstance(number, (bool, int)) else float(f"{float(number):.{digits}g}")


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
        # Two losses of an example are enough.
        for case in (case for case in lab["cases"] if case["run"] < 2):
            policy = load(case["model"])
            rows = [row_of(policy, reference, *pair) for pair in pairs]
            cases.append({"run": case["run"], "step": case["step"], "digest": case["digest"], "rows": rows})
        labs.append({"name": lab["name"], "lab": lab["lab"], "cases": cases})
    return {"names": NAMES + ["size/ches", "size/ches_normalized"], "labs": labs}


def written(made):
    """A line a case."""
    lines = lambda lab: ",\n".join("  " + json.dumps(case, separators=(",", ":")) for case in lab["cases"])
    head = lambda lab: f'{{"name": {json.dumps(lab["name"])}, "lab": {json.dumps(lab["lab"])}, "cases": [\n'
    labs = ",\n".join(f"{head(lab)}{lines(lab)}\n]}}" for lab in made["labs"])
    return f'{{"names": {json.dumps(made["names"])}, "labs": [\n{labs}\n]}}\n'


if __name__ == "__main__":
    made = main(sys.argv[1])
    if sys.argv[2:3] == ["--check"]:
        stored = json.loads(pathlib.Path(sys.argv[3]).read_text())
        assert made["names"] == stored["names"], f"{sys.argv[3]} has other gauges: make that anew."
        for lab, other in zip(made["labs"], stored["labs"], strict=True):
            assert same(lab, other), f"{lab['name']} is measured otherwise than {sys.argv[3]} says: make that anew, and see what has changed."
        print(f"{sum(len(lab['cases']) for lab in made['labs'])} cases of {len(made['labs'])} labs are measured as {sys.argv[3]} says.")
    else:
        sys.stdout.write(written(made))
