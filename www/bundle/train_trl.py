"""Trains this run again with TRL, from the same frozen reference, and compares with what the lab measured.

    pip install torch==2.15.0 transformers==5.23.0 trl==1.16.0 datasets==5.2.0
    python train_trl.py                # as many steps as the lab had made
    python train_trl.py --steps 20     # only the first ones
    python train_trl.py --save trained # keeps the model that TRL trains

Losses that TRL has are TRL's own, untouched, under the names that `bundle.json` gives. The others are the few lines of `dpop`, `cdpo`, `rpo`,
`dpo_shift` and `simpo` below; DPOP has a third form there that is a bug, kept to be found.
Every update uses all pairs, so that the order of the pairs does not matter; there is no dropout, no warm-up, no clipping, and everything is
32-bit on the processor.
"""

import argparse
import json
import re
import tempfile
from pathlib import Path

import torch
import torch.nn.functional as F
from datasets import Dataset
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import DPOConfig, DPOTrainer

HERE = Path(__file__).resolve().parent
TOKENS = 8192
"""So many are computed at once: a large lab takes a few gigabytes, however many pairs it has."""
TOLERANCE = 1e-3
"""The largest difference of a step's loss, in nats, that 32-bit rounding is taken to explain."""


def read(name):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def loss_at(run, step):
    """The loss and its settings at a step: a run's events change them while it trains."""
    settings = {key: value for key, value in run.items() if key not in ("name", "color", "events")}
    for event in run.get("events", []):
        if event["step"] <= step:
            settings = {key: value for key, value in event.items() if key != "step"}
    return settings


def summed_logps(model, batch):
    """(2 N,): summed log-probabilities of the completions, all chosen ones first; <eos> counts, padding does not."""
    logits = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], use_cache=False).logits
    of_labels = logits[:, :-1].log_softmax(-1).gather(2, batch["input_ids"][:, 1:, None]).squeeze(2)
    return (of_labels * batch["completion_mask"][:, 1:]).sum(1)


def lengths(batch):
    """(2 N,): tokens of the completions, <eos> counted."""
    return batch["completion_mask"].sum(1)


def dpop(policy, reference, tokens, settings):
    """DPO-Positive (arXiv 2402.13228): DPO, and a price on chosen answers that fall below the reference."""
    beta, lam = settings["beta"], settings["lambda"]
    (c, r), (rc, rr) = policy.chunk(2), reference.chunk(2)
    margin = (c - rc) - (r - rr)
    shortfall = torch.relu(rc - c)  # Zero and without a gradient where policy and reference agree.
    if settings["penalty"] == "inside":
        return -F.logsigmoid(beta * (margin - lam * shortfall)).mean()
    if settings["penalty"] == "outside-wrong-sign":  # A bug, kept to be found: falling is rewarded.
        lam = -lam
    return (-F.logsigmoid(beta * margin) + lam * shortfall).mean()


def cdpo(policy, reference, tokens, settings):
    """Conservative DPO (Mitchell 2023): a share of the labels is taken to be wrong."""
    (c, r), (rc, rr), wrong = policy.chunk(2), reference.chunk(2), settings["label_smoothing"]
    z = settings["beta"] * ((c - rc) - (r - rr))
    return (-(1 - wrong) * F.logsigmoid(z) - wrong * F.logsigmoid(-z)).mean()


def rpo(policy, reference, tokens, settings):
    """DPO with an NLL term (arXiv 2404.19733), in the mean over the tokens of each chosen answer; TRL's "sft" is in the mean over all of the batch."""
    (c, r), (rc, rr), (nc, _) = policy.chunk(2), reference.chunk(2), tokens.chunk(2)
    return (-F.logsigmoid(settings["beta"] * ((c - rc) - (r - rr))) - settings["rpo_alpha"] * c / nc).mean()


def dpo_shift(policy, reference, tokens, settings):
    """DPO-Shift (arXiv 2502.07599): the rejected answer counts less."""
    (c, r), (rc, rr) = policy.chunk(2), reference.chunk(2)
    return -F.logsigmoid(settings["beta"] * ((c - rc) - settings["f"] * (r - rr))).mean()


def simpo(policy, reference, tokens, settings):
    """SimPO (arXiv 2405.14734), which TRL has in another trainer: no reference, in the mean over tokens."""
    (c, r), (nc, nr) = policy.chunk(2), tokens.chunk(2)
    return -F.logsigmoid(settings["beta"] * (c / nc - r / nr) - settings["simpo_gamma"]).mean()


OWN = {"dpop": dpop, "cdpo": cdpo, "rpo": rpo, "dpo_shift": dpo_shift, "simpo": simpo}
"""The losses that TRL does not have."""


class LabTrainer(DPOTrainer):
    """TRL's trainer, with the losses above beside its own and settings that may change from step to step."""

    def __init__(self, run, names, **arguments):
        super().__init__(**arguments)
        self.run, self.names, self.curve = run, names, []

    def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
        settings = loss_at(self.run, self.state.global_step)
        name, self.beta = settings["loss_type"], settings["beta"]
        self.label_smoothing = settings.get("label_smoothing", 0.0)
        self.args.discopop_tau = settings.get("discopop_tau", self.args.discopop_tau)
        if name in self.names:
            self.loss_types = [self.names[name]]
            loss = super().compute_loss(model, inputs, num_items_in_batch=num_items_in_batch)
        else:
            with torch.no_grad():
                reference = summed_logps(self.ref_model, inputs)
            policy = summed_logps(model, inputs)
            loss = OWN[name](policy, reference, lengths(inputs), settings)
        if not model.training:  # Held-out pairs are measured, and are no part of an update.
            return (loss, None) if return_outputs else loss
        # All parts of an update are of the same step; they are as large as each other, so that the mean of their means is that of all pairs.
        step = self.state.global_step
        self.curve[step:] = [[*(self.curve[step] if step < len(self.curve) else []), loss.item()]]
        return (loss, None) if return_outputs else loss


def split(lab, text):
    """The lab's tokens of a text: its words, or of the vocabulary's characters the longest that fits, again and again."""
    if lab["dataset"].get("tokens", "words") == "words":
        return text.split()
    characters = sorted(lab["dataset"]["vocabulary"][1:], key=len, reverse=True)
    return re.findall("|".join(map(re.escape, characters)), text)


def check_tokens(rows, pairs, lab):
    """The ids that TRL reads must be the lab's: a token's place in the vocabulary, and <eos> (0) at the end of each completion."""
    ids = {token: place for place, token in enumerate(lab["dataset"]["vocabulary"])}
    for pair, row in zip(pairs, rows, strict=True):
        for key in ("prompt", "chosen", "rejected"):
            expected = [ids[token] for token in split(lab, pair[key])] + ([] if key == "prompt" else [0])
            if list(row[f"{key}_ids"]) != expected:
                raise SystemExit(f"TRL reads {key} {pair[key]!r} as {list(row[f'{key}_ids'])}; the lab's ids are {expected}.")


def lines(name):
    """The objects of a file with one a line."""
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").split("\n") if line]


def at_once(lab, pairs):
    """How many pairs make a part of an update: as many as memory is meant for, and the same number in each part."""
    length = {text: len(split(lab, text)) for pair in pairs for text in pair.values()}
    longest = max(length[pair["prompt"]] + length[pair[side]] + 1 for pair in pairs for side in ("chosen", "rejected"))
    most = max(1, min(len(pairs), TOKENS // (2 * longest)))
    return next(number for number in range(most, 0, -1) if len(pairs) % number == 0)


def check_reference():
    """At step 0 policy and reference must be the same model."""
    run, reference = load(HERE).state_dict(), load(HERE / "reference").state_dict()
    differing = [name for name in reference if not torch.equal(run[name], reference[name])]
    if differing:
        raise SystemExit(f"The bundle is of step 0, yet {', '.join(differing)} are not the reference's.")


def load(folder):
    # Plain attention: policy and reference must agree to the bit at step 0, where DPOP's hinge has its kink.
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--steps", type=int, help="updates to make; by default as many as the lab had made")
    parser.add_argument("--save", help="folder for the trained model")
    options = parser.parse_args()

    lab, bundle = read("lab.json"), read("bundle.json")
    run, settings = lab["runs"][bundle["run"]], lab["preference"]
    measured = {row["step"]: row for row in lines("metrics.jsonl") if row["phase"] == "preference"}
    print(bundle["what"])
    for loss in (run, *run.get("events", [])):
        if loss["loss_type"] not in (*bundle["trl"], *OWN):
            raise SystemExit(f"This script knows the losses {', '.join((*bundle['trl'], *OWN))}; the run has {loss['loss_type']!r}.")
    if bundle["step"] == 0:
        check_reference()
        print("All its parameters are the reference's. The loss before the first update is what can be compared.")
    # A step's loss is known when the update after it is made.
    steps = max(bundle["step"], 1) if options.steps is None else options.steps
    if not 1 <= steps <= 100_000:
        raise SystemExit(f"--steps is {steps}; allowed are whole numbers from 1 to 100000. (The lab had made {bundle['step']}.)")

    pairs, held_out = lab["dataset"]["pairs"], lab["dataset"].get("eval_pairs", [])
    part = at_once(lab, pairs)
    # Without held-out pairs nothing is measured beside the training.
    evaluating = {"per_device_eval_batch_size": at_once(lab, held_out), "prediction_loss_only": True} if held_out else {}
    policy = load(HERE / "reference")
    kind = {"adamw": torch.optim.AdamW, "sgd": torch.optim.SGD}[settings["optimizer"]]
    # The head is the token embedding, as everywhere in GPT-2.
    parts = {"all": lambda head: True, "head": lambda head: head, "body": lambda head: not head}
    for weight in policy.parameters():
        weight.requires_grad_(parts[run.get("train", "all")](weight is policy.lm_head.weight))
    trained = [weight for weight in policy.parameters() if weight.requires_grad]
    # Made here because the trainer's own one spares biases and LayerNorms from weight decay; the lab, like plain PyTorch, does not.
    optimizer = kind(trained, lr=settings["learning_rate"], weight_decay=settings["weight_decay"])
    with tempfile.TemporaryDirectory() as scratch:
        trainer = LabTrainer(
            run,
            bundle["trl"],
            model=policy,
            ref_model=load(HERE / "reference"),
            processing_class=AutoTokenizer.from_pretrained(HERE / "reference"),
            # Made here because the reader of JSON files takes texts that look like dates for dates.
            train_dataset=Dataset.from_list(lines("dataset.jsonl")),
            eval_dataset=Dataset.from_list(lines("eval_dataset.jsonl")) if held_out else None,
            optimizers=(optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1.0)),
            args=DPOConfig(
                output_dir=scratch,
                max_steps=steps,
                per_device_train_batch_size=part,
                gradient_accumulation_steps=len(pairs) // part,
                max_grad_norm=0.0,
                max_length=None,
                pad_to_multiple_of=None,
                gradient_checkpointing=False,
                bf16=False,
                fp16=False,
                use_cpu=True,
                logging_strategy="no",
                save_strategy="no",
                report_to=[],
                disable_tqdm=True,
                **evaluating,
            ),
        )
        check_tokens(trainer.train_dataset, pairs, lab)
        if held_out:
            check_tokens(trainer.eval_dataset, held_out, lab)
        trainer.train()
        evaluated = trainer.evaluate()["eval_loss"] if held_out else None
    if options.save:
        trainer.save_model(options.save)
        print(f"The trained model is in {options.save}.")

    print(f"{'step':>6} {'TRL':>12} {'lab':>12} {'difference':>12}")
    worst = 0.0
    for step, parts in enumerate(trainer.curve):
        if step not in measured:
            break
        loss = sum(parts) / len(parts)
        difference = abs(loss - measured[step]["loss"])
        worst = max(worst, difference)
        if step % max(1, steps // 10) == 0 or step == steps - 1:
            print(f"{step:>6} {loss:>12.6f} {measured[step]['loss']:>12.6f} {difference:>12.2e}")
    compared = min(len(trainer.curve), len(measured))
    print(f"largest difference of the loss over {compared} steps: {worst:.3e}")
    if evaluated is not None and steps in measured:
        difference = abs(evaluated - measured[steps]["eval_loss"])
        # Of a large loss rounding takes a share.
        worst = max(worst, difference / max(1.0, abs(evaluated)))
        print(f"loss on the held-out pairs after {steps} steps: {evaluated:.6f} with TRL, {difference:.2e} from the lab's")
    if not worst <= TOLERANCE:
        raise SystemExit(f"This is more than {TOLERANCE}: the curves are not the same.")


if __name__ == "__main__":
    main()
