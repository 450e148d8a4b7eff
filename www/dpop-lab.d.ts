// Types of dpop-lab.js. Log-probabilities are in nats; K is the length of a completion with its <eos>, V the size of the vocabulary.

/// <reference lib="dom" />

/** A preference pair as text: tokens separated by one space. `<eos>` is added by the lab. */
export interface PairText {
  prompt: string;
  chosen: string;
  rejected: string;
}

/** A loss and its settings. */
export interface LossSettings {
  loss_type?: "dpo" | "dpop" | "ipo" | "hinge" | "cdpo" | "robust" | "exo_pair" | "discopop" | "sigmoid_norm" | "dpo_shift" | "rpo" | "bco_pair" | "nca_pair" | "sppo_hard" | "apo_zero" | "apo_down" | "simpo" | "sigmoid";
  /** Of every loss. */
  beta?: number;
  /** Of `dpop`. */
  lambda?: number;
  /** Of `dpop`. */
  penalty?: "outside" | "inside" | "outside-wrong-sign";
  /** Of `cdpo`, `robust`, `exo_pair`. */
  label_smoothing?: number;
  /** Of `discopop`. */
  discopop_tau?: number;
  /** Of `dpo_shift`. */
  f?: number;
  /** Of `rpo`. */
  rpo_alpha?: number;
  /** Of `simpo`. */
  simpo_gamma?: number;
}

/** One run. */
export interface RunSpec extends LossSettings {
  name?: string;
  /** The colour of its lines on the page. */
  color?: "vermilion" | "blue" | "green" | "plum" | "ochre" | "slate" | "teal" | "ink";
  /** Which weights it trains: all, the head (`lm_head.weight`, which is the token embedding), or all but the head. The others stay the reference's. */
  train?: "all" | "head" | "body";
  /** Changes of the loss while the run trains, in ascending order of their steps; what one does not name stays as it was. */
  events?: ({ step: number } & LossSettings)[];
}

/** What of a text is a token. */
export type Tokens = "words" | "characters";

/** A lab file: every field but `dataset.pairs` has a default. Without a pair it is valid, and cannot be trained yet. */
export interface LabFile {
  version?: 1;
  seed?: number;
  /** The name of imported weights, a digest of them, which SFT starts from in place of the seed's values: give the model itself to {@link Lab.create}. */
  weights?: string;
  /** `eval_pairs` are held out: measured at every step, never trained. The vocabulary defaults to the tokens of all pairs. */
  dataset: {
    /**
     * What of the texts is a token: words, with white space between them (the default), or characters (grapheme clusters; spaces and line breaks
     * too), which stay as they are typed.
     */
    tokens?: Tokens;
    vocabulary?: string[];
    pairs: PairText[];
    eval_pairs?: PairText[];
  };
  model?: { n_embd?: number; n_layer?: number; n_head?: number; n_positions?: number };
  sft?: { steps?: number; learning_rate?: number; on?: "chosen" | "both" };
  preference?: { steps?: number; learning_rate?: number; optimizer?: "adamw" | "sgd"; weight_decay?: number };
  runs?: RunSpec[];
}

export type PresetName = "smaug" | "arithmetic" | "yes-no" | "far-apart" | "betas" | "penalties" | "two-plus-two" | "sign-bug";

/** A lab file, its JSON text, a preset with some keys of its lab file replaced, or a link that was shared (its fragment alone will do). */
export type Spec = LabFile | string | ({ preset: PresetName } & Partial<LabFile>) | { link: string };

export type Phase = "sft" | "preference";

/** Metrics at the parameters after `step` updates: n steps give rows 0 to n, for each run. Names and conventions are TRL's: sums over a completion, means over pairs. */
export interface MetricsRow {
  phase: Phase;
  step: number;
  /** Index of the run; `null` in SFT, whose rows have neither `rewards/…` (nor `eval_rewards/…`) nor `dpop/…`. */
  run: number | null;
  loss: number;
  "logps/chosen": number;
  "logps/rejected": number;
  "rewards/chosen"?: number;
  "rewards/rejected"?: number;
  "rewards/margins"?: number;
  /** Share of pairs, 0 to 1, whose chosen reward is strictly above the rejected one. */
  "rewards/accuracies"?: number;
  /** Mean of max(0, ref_logp − logp) over the chosen completions, before λ; 0 for a loss that does not penalise it. */
  "dpop/penalty"?: number;
  /** Share of pairs whose penalty is active. */
  "dpop/active_frac"?: number;
  grad_norm: number;
  /** Share of pairs, 0 to 1, whose chosen completion greedy decoding writes. */
  "greedy/chosen": number;
  /** Of the tokens that both completions begin with; this one, `…/at` and `…/after` add up to `logps/chosen`, and to `logps/rejected`. */
  "logps/before": number;
  /** Of the tokens in which they differ. */
  "logps/chosen/at": number;
  /** Of the tokens that both end with. */
  "logps/chosen/after": number;
  "logps/rejected/at": number;
  "logps/rejected/after": number;
  /** The phase's own loss on the held-out pairs, as everything beneath: only in a lab that has some (`dataset.eval_pairs`). */
  eval_loss?: number;
  "eval_logps/chosen"?: number;
  "eval_logps/rejected"?: number;
  "eval_rewards/chosen"?: number;
  "eval_rewards/rejected"?: number;
  "eval_rewards/margins"?: number;
  /** Share of held-out pairs, 0 to 1, whose chosen reward is strictly above the rejected one. */
  "eval_rewards/accuracies"?: number;
}

/** A part of what was measured: of one phase, of one run, from one step to another, both included. */
export interface Part {
  run?: number;
  phase?: Phase;
  from?: number;
  to?: number;
}

/** The same names, each with its values from step to step: numbers of their own, which stay when the lab is freed. SFT has neither `rewards/…` nor `dpop/…`. */
export type MetricColumns = { step: Float64Array } & { [Name in Exclude<keyof MetricsRow, "phase" | "step" | "run">]?: Float64Array };

/** One completion of the inspected pair. */
export interface Side {
  /** K tokens, `<eos>` last. */
  tokens: string[];
  /** K log-probabilities under the policy. */
  logps: number[];
  /** K log-probabilities under the frozen reference. */
  ref_logps: number[];
  /** (K, V) */
  logits: number[][];
  /** (K, V): gradient of the batch loss with respect to these logits, through this completion alone: read out of the backward pass that trains. */
  dlogits: number[][];
}

/** The theory at one position of the completion. */
export interface Position {
  place: "before" | "at" | "after";
  /** (V): the direction in which the loss moves each logit, in units of the weight; positive is up. */
  g: number[];
  /** (V): measured `dlogits` of both sides, summed; equals `−weight · g`. */
  dlogits_sum: number[];
  /** How far the measured `dlogits` of either side are from what the theory predicts of them, as a share of the largest: rounding keeps it below 0.001. */
  disagreement: number;
  /** Where the correct token's logit goes. */
  predicted: "up" | "down" | "none";
  /** Smallest sufficient effective λ, beside what the loss does without one, for the correct token and for all the others; `null` where none suffices. */
  sufficient_lambda: { correct: number | null; others: number | null };
}

export type Theory =
  | { applies: false; reason: string }
  | {
      applies: true;
      /** How strongly the loss pulls this pair, in the mean over all: |∂loss/∂r|, or where that is 0 |∂loss/∂c|; 0 where the loss is flat. */
      weight: number;
      /** The effective λ: how much more strongly than the rejected answer is pushed down, the chosen one is pulled up; 0 for a loss that is flat there, `null` where the rejected one is not pushed down. */
      lambda: number | null;
      positions: Position[];
    };

/** A run that stopped before its time: its numbers were no longer finite, or a token had come below −10,000 nats, where they mean nothing. */
export interface Divergence {
  run: number;
  /** Divergence in SFT stops every run. */
  phase: Phase;
  /** The first step that is not kept. */
  step: number;
  /** A sentence that names a likely cause. */
  reason: string;
}

/** What training came to: the runs that have stopped, while the others went on. */
export interface Trained {
  diverged: Divergence[];
}

export interface Inspection {
  run: number | "reference";
  pair: number;
  /** Whose step it is: until the reference is frozen every run is the common model, at a step of SFT. */
  phase: Phase;
  step: number;
  /** Tokens of the prompt. */
  prompt: string[];
  chosen: Side;
  rejected: Side;
  theory: Theory;
}

/** The paper's statements, in the order of its argument. Positions are those of pairs that are one token apart. */
export type StatementId =
  /** Pairs: a nat more on both answers leaves the loss as it was. `worst`: the largest change, in nats. */
  | "only-h"
  /** Pairs whose preferred answer has fallen: the loss is below its value at the reference, ln 2 for `dpo` and `dpop`. */
  | "low-while-falling"
  /** Pairs: chosen and rejected are equally long and differ in one token. */
  | "one-apart"
  /** Pairs that the loss pushes: the measured gradient of their logits is the loss's own derivative times that of the log-probability. `worst`: the largest error, as a share of the largest gradient. */
  | "gradient"
  /** Positions before the difference: the measured gradients of both answers cancel. `worst`: what is left, as a share of the larger one. */
  | "prefix"
  /** Pairs one token apart: the right token's logit is pushed up there, the wrong one's down. */
  | "at-difference"
  /** Positions after the difference: the measured gradients add up to minus the weight times the theory's g. `worst`: as of `gradient`. */
  | "after"
  /** Positions after the difference: the right token is at least as likely after the chosen as after the rejected prefix. */
  | "premise-right"
  /** Tokens at these positions, the right one left out: each is at most as likely after the chosen prefix. */
  | "premise-others"
  /** Positions after the difference: both at once. */
  | "premise"
  /** Positions after the difference: the chosen answer's token is less likely than under the reference. */
  | "reduced"
  /** Pairs: the chosen answer is less likely than under the reference. */
  | "chosen-falls"
  /** Positions after the difference, of pairs whose hinge is active: it pushes the right token's logit up. */
  | "dpop-right"
  /** Tokens at these positions, the right one left out: it pushes each one's logit down. */
  | "dpop-others"
  /** Positions after the difference: the λ at hand, with the hinge active, suffices to push the right token's logit up. `needed`: what suffices at all of them. */
  | "lambda-right"
  /** The same for all other tokens' logits, to push them down. */
  | "lambda-others";

/** Where a statement does not hold. */
export interface StatementException {
  pair: number;
  /** Which token of the answer, from 0, for a statement about positions. */
  token?: number;
  /** Which answer, for a statement about one of them. */
  side?: "chosen" | "rejected";
  /** Which token of the vocabulary, for a statement about each at a position. */
  word?: string;
}

/**
 * What gauges say of a pair, for a run at a step. `c` and `r` are the summed log-probabilities of the chosen and of the rejected answer under the policy,
 * `rc` and `rr` under the reference, gradients by all parameters, the tied embedding counted once. Positions of an answer of K tokens, `<eos>` included, are
 * the K that predict them: from the prompt's last token on, without that of `<eos>`. Hidden states are the last LayerNorm's output, as `hidden_states[-1]` of
 * transformers' GPT-2. `null`: it would be divided by zero, or is too large for a number.
 */
export interface Gauges {
  pair: number;
  /** Levenshtein's distance of the answers in tokens, `<eos>` apart (Pal et al., arXiv 2402.13228). */
  edit_distance: number;
  /** The same as a share of the longer answer, 0 to 1. */
  edit_distance_normalized: number;
  /** `c`, in nats. */
  "logps/chosen": number | null;
  /** `r`, in nats. */
  "logps/rejected": number | null;
  /** `c - rc`, in nats: below 0 the preferred answer has fallen. */
  "delta/chosen": number | null;
  /** `r - rr`, in nats. */
  "delta/rejected": number | null;
  /** CHES, in squares of hidden states: <S_w, S_l> - |S_w|², S the sum of an answer's hidden states over its positions (Razin et al., arXiv 2410.08847, definition 2). */
  ches: number | null;
  /** The same of the means: each S divided by its number of positions (there, too). */
  ches_normalized: number | null;
  /** The cosine of S_w and S_l, or of the mean hidden states, -1 to 1. */
  hidden_similarity: number | null;
  /** <grad c, grad r> / |grad c|²: where it is above 1, a small step up on c and equally down on r lowers c (Yuan et al., arXiv 2410.13828). */
  gradient_entanglement: number | null;
  /** <grad c, grad r> / (|grad c| |grad r|), -1 to 1. */
  gradient_cosine: number | null;
  /** |grad c|, in nats per unit of the parameters. */
  "gradient_norm/chosen": number | null;
  /** |grad r|, in nats per unit of the parameters. */
  "gradient_norm/rejected": number | null;
  /** The probability of the likeliest token, its mean over the chosen answer's positions (squeezing: Ren and Sutherland, arXiv 2407.10490). */
  argmax_mass: number | null;
  /** The same of the chosen answer's own token. */
  chosen_mass: number | null;
  /** The same of all tokens that are neither: 1 - argmax_mass - chosen_mass where the two are never the same token. */
  rest_mass: number | null;
  /** The share of these positions at which the likeliest token is the answer's own. */
  argmax_is_chosen: number | null;
  /**
   * How far the policy is from the reference at a token, in nats: KL(policy || reference) over the whole vocabulary, exact, its mean over the chosen answer's positions
   * in its own contexts. 0 at the reference.
   */
  "kl/chosen": number | null;
  /** The same over the rejected answer's positions. */
  "kl/rejected": number | null;
  /** Whether the policy itself has the order right, c > r (ranking accuracy: Chen et al., arXiv 2405.19534). */
  ranks_chosen_first: boolean;
  /** Whether its implicit reward has, c - rc > r - rr: what `rewards/accuracies` counts. */
  rewards_chosen_first: boolean;
  /**
   * Only where one pair is asked for: the cosine of each two tokens' gradients by all parameters, of each token's own log-probability. Rows and columns are the
   * tokens of the chosen answer and then those of the rejected one, `<eos>` included.
   */
  token_cosine?: (number | null)[][];
}

/** What was counted of a statement, for a run at a step. */
export interface Verdict {
  id: StatementId;
  /** Whether there was anything to count; where not, `sentence` says why, and `of` is 0. */
  applies: boolean;
  holds: number;
  of: number;
  /** The largest error, for a statement that has one. */
  worst?: number;
  /** λ that must be exceeded: the effective one, and the one to set with either penalty; `null` where none suffices. */
  needed?: { effective: number | null; outside: number | null; inside: number | null };
  /** The first 20 places at which it does not hold. */
  exceptions: StatementException[];
  /** What was found, in English. */
  sentence: string;
}

/** What can be found when a lab's pairs are looked over. What an answer is to other prompts is no finding. */
export type FindingId =
  /** There is one pair, or copies of one: “1 of 1” is all that an accuracy can say. */
  | "one-pair"
  /** To the same prompt a is preferred to b and b to a, directly or by way of others: the pushes cancel, the loss stays near .6931 and the accuracy near .50. */
  | "contradictory"
  /** Chosen and rejected look swapped: outvoted by other pairs with the same prompt, wrong sums preferred to right ones, a “no” that goes on to affirm, or words against what nearly all other pairs prefer. */
  | "swapped"
  /** Copies of earlier pairs. */
  | "duplicate"
  /** The same answer to the same prompt is preferred in one pair and rejected in another, as in a ranking. */
  | "wanted-unwanted"
  /** The answers can be told apart without the prompts: one side is always the same text, or rejected answers are made of tokens that nothing else has. */
  | "too-easy"
  /** One side is much longer in nearly all pairs. */
  | "length-gap"
  /** End tokens are written out in texts: `</s>`, `<|im_end|>`, … */
  | "end-token"
  /** Characters that cannot be seen: zero-width ones, controls of the writing direction. */
  | "invisible"
  /** Tokens look the same and are not: NFC and NFD, letters of other alphabets. */
  | "look-alike"
  /** Held-out pairs are trained on, too; `pairs` are indices of those. */
  | "held-out-trained";

/** Something that was found when a lab's pairs were looked over. */
export interface Finding {
  id: FindingId;
  /** How many pairs it is about. */
  count: number;
  /** The first 20 of them, as indices from 0. */
  pairs: number[];
  /** Where `pairs` are indices of the held-out pairs. */
  heldOut?: true;
  /** What was found and why it matters, in English. */
  sentence: string;
  /** What could be done: chosen and rejected of these pairs change places, what should not be there is taken out of them, or they are left out. */
  remedy?: "swap" | "strip" | "leave-out";
}

/** An error whose message is a sentence that a person can act on. */
export class LabError extends Error {
  /** The part of the input that is at fault, such as `dataset.pairs[3].chosen`. */
  field?: string;
}

/** Names of the presets. */
export const presets: readonly PresetName[];

/** The runs of every combination of these settings, such as `grid({ loss_type: "dpop", beta: [0.1, 0.3], lambda: [5, 50] })`. A lab has at most 64. */
export function grid(settings: { [Name in keyof RunSpec]: RunSpec[Name] | RunSpec[Name][] }): RunSpec[];

/** Which column of the data is what; `null` where there is none. */
export interface DataMapping {
  /** Where there is none, the prompt is what both answers begin with. */
  prompt: string | null;
  chosen: string | null;
  /** The same as `chosen`, where a row has one answer and a label. */
  rejected: string | null;
  /** What was put before the prompt. */
  system: string | null;
  /** What was put after it. */
  input: string | null;
  /** Which answer is better, or whether the only one is good. */
  label: string | null;
  heldOut: string | null;
}

/** What data are, and the pairs in them. */
export interface DataRead {
  /** In the order of the rows, however many: a lab takes at most 512. */
  pairs: PairText[];
  /** Pairs that are held out, by a file's, a part's or a column's name: what a lab takes as `dataset.eval_pairs`, at most 512 too. */
  evalPairs: PairText[];
  /** What of the texts was taken for a token: what was asked for, words where nothing was. */
  tokens: Tokens;
  /** The form of most rows; `"unknown"` where no row has a pair. */
  form: "unknown" | "standard" | "implicit-prompt" | "conversational" | "human-assistant" | "openai" | "ranked" | "unpaired" | "lab";
  mapping: DataMapping;
  /** The names of all columns. */
  columns: string[];
  /** What was done that is not plain reading: joined, split off, left out, passed over. */
  notes: { code: string; message: string }[];
  /** All rows of which no pair could be made, up to 2000 of them: `line` counts from 1, `row` tells rows apart that begin together or lie in a list. */
  problems: { line: number; row?: number; file?: string; code: string; reason: string }[];
  /** What is noticed in the pairs, as {@link Lab.check} tells it; not there where a lab could not hold them. */
  checks?: Finding[];
}

/**
 * Preference data in any form that people have them in: TRL's standard, implicit-prompt and conversational forms, HH, OpenAI's, KTO's; as JSON
 * lines, a list, columns, CSV, TSV; in UTF-8, UTF-16 or Latin-1; under their own or other names of columns, which `mapping` can say. Of several
 * files those that are named test, eval or valid are held out. Bad rows are told and left out, never thrown. `roles: "keep"` keeps the words for
 * who speaks. `tokens: "characters"` keeps texts as they are, and cuts a common beginning off at a character; where that is likely what is
 * meant, a note of the code `"characters"` says so. @throws {LabError} What is no data at all, or more than 4 MiB.
 */
export function readData(
  data: string | ArrayBuffer | ArrayBufferView | Blob | (string | ArrayBuffer | ArrayBufferView | Blob)[],
  options?: { mapping?: Partial<DataMapping>; roles?: "drop" | "keep"; tokens?: Tokens },
): Promise<DataRead>;

/** An axis of a sweep. */
export interface SweepAxis {
  /**
   * A field of the lab file that is a number or a name: `"preference.learning_rate"`, `"sft.steps"`, `"model.n_embd"`, `"seed"`;
   * `"runs[0].beta"` or any other parameter of a loss, `"runs[0].loss_type"`, and `"runs[*].beta"` for every run.
   * `"train"`: which weights every run trains, `"all"`, `"head"` or `"body"`.
   * `"dataset.pairs"`: so many of the pairs, the first ones. `"dataset.edit_distance"`: rejected answers made by rule, so many tokens from
   * the chosen ones, others for each seed.
   */
  field: string;
  values: (number | string)[];
}

/** A run of a cell: its last row, and how far it has come from the reference, in nats (means over the pairs). */
export interface SweepRun extends Partial<Record<string, unknown>> {
  loss_type: LossSettings["loss_type"];
  /** The step of the row. */
  step: number;
  /** Δ log π of the whole answer. */
  "delta/chosen": number;
  "delta/rejected": number;
  /** Its parts: before the first token that differs (both answers have them), at it, and after it. */
  "delta/before": number;
  "delta/chosen/at": number;
  "delta/chosen/after": number;
  /** The same of the held-out pairs, where the lab has some, beside its row's `eval_…`. */
  "eval_delta/chosen"?: number;
  "eval_delta/rejected"?: number;
  /** The rows at the `steps` that were asked for, as in {@link Lab.metrics}. */
  rows?: Record<string, number>[];
  /** Where it was asked for: {@link Lab.gauges} of every pair at the reference, at the run's last step, and at the `steps` that were asked for. */
  gauges?: { start: Gauges[]; end: Gauges[]; rows?: { step: number; pairs: Gauges[] }[] };
  /** Where it was asked for: the counts of {@link Lab.argument} at the reference and at the run's last step. */
  argument?: Record<"start" | "end", { id: StatementId; applies: boolean; holds: number; of: number }[]>;
  /** Why it stopped before its time; its row is then the last one that was kept. */
  diverged?: string;
}

/** A lab of a sweep. */
export interface SweepCell {
  /** Its number: the last axis varies fastest but for the seeds, which vary fastest of all. */
  cell: number;
  /** Its value of each axis. */
  at: (number | string)[];
  seed: number;
  runs: SweepRun[];
  /** Why it has no runs: its values do not go together, or what trained it has ended. */
  error?: string;
}

/** What a sweep comes to. */
export interface SweepResult {
  axes: SweepAxis[];
  seeds: number[];
  /** Of lab and axes, and of who trains: cells of one digest may be put together, be they from other machines. */
  digest: string;
  /** Who trained all of them. */
  backend: "cpu" | "gpu";
  /** Why, in one sentence, where it was asked for a GPU, or for whoever is faster. */
  backendReason?: string;
  /** In the order of their numbers; where it was cancelled, those that were done by then. */
  cells: SweepCell[];
  seconds: number;
  cancelled?: true;
}

/**
 * Trains a lab over axes of values and over seeds, on processors or, where that is asked for, on the GPU. Cells that differ in their runs alone share one supervised phase; the numbers of each
 * are those of its lab trained alone, to the bit, however many workers there are (module workers; none in sandboxed frames, where the page
 * does it itself). A number n of seeds stands for 0 to n − 1; without it the lab's own is the only one. Aborting `signal` resolves to what is done.
 * @param options.steps steps of the preference phase whose rows are wanted beside the last one.
 * @param options.ask what is told of each run besides.
 * @param options.backend by default `"cpu"`. `"gpu"` trains labs of up to 64 runs there, one after the other, with numbers that differ from the processor's in their last digits; `"auto"`
 * asks, where the largest of these labs takes long, whether a real GPU trains it faster than the workers would, and has one of the two train all.
 * @param options.workers by default one fewer than there are processors, and at least one.
 * @param options.shard `[3, 16]`: the third of sixteen fixed shares of the cells.
 * @param options.done cells of an earlier sweep of the same lab and axes, which are not trained again.
 * @throws {LabError} A lab, axes or values that are none; a GPU that is asked for and not to be had; at most 6 axes, 10,000 seeds and 100,000 cells.
 */
export function sweep(
  spec: Spec,
  options?: {
    axes?: SweepAxis[];
    seeds?: number | number[];
    steps?: number[];
    ask?: ("gauges" | "argument")[];
    backend?: Backend;
    workers?: number;
    shard?: [number, number];
    done?: SweepCell[];
    signal?: AbortSignal;
    /** `share` is what is done, from 0 to 1, parts of cells too; `cells` are those done since the last call; `secondsLeft` is an estimate. */
    onProgress?(progress: { digest: string; done: number; of: number; share: number; seconds: number; secondsLeft?: number; cells: SweepCell[] }): void;
  },
): Promise<SweepResult>;

/** The cells as a table: CSV (RFC 4180), a line for each run, or JSON lines, a line for each cell. */
export function sweepTable(result: Pick<SweepResult, "axes" | "cells" | "digest">, form?: "csv" | "jsonl"): Promise<string>;

/** Who trains: `"auto"` takes the GPU where it is real and, tried with the lab at hand, faster. */
export type Backend = "auto" | "gpu" | "cpu";

/** A page or a figure that is mounted. */
export interface Mounted {
  /** Shows what another query or fragment holds. */
  open(asked: string): void;
  play(): void;
  pause(): void;
  /** The lab that it shows, once there is one; free it after use. */
  readonly lab: Lab | undefined;
  /** Removes it and gives its memory back. */
  unmount(): void;
}

/** What a figure tells. */
export type FigureEvent = "ready" | "step" | "select" | "finish" | "fail";

/**
 * Mounts the page in an element, in place of what it holds, or a figure: `asked` is a query as in links, such as
 * `embed&panel=strip,curves&preset=smaug`. Figures train only while they are to be seen, and keep the keys that they use. It brings its style along in a shadow root, unless the
 * document has the site's style sheet. Links open at `site`, as in {@link Lab.create}. Resolves once it stands there and can be asked. @throws {LabError}
 */
export function mount(
  place: Element,
  asked?: string,
  tell?: (name: FigureEvent, detail: object) => void,
  options?: { site?: string },
): Promise<Mounted>;

/** Whether a query or a fragment asks for a figure rather than for the whole page. */
export function isFigure(asked: string): boolean;

/**
 * `<dpop-lab preset="smaug" panel="strip,curves" run="dpo" step="40">`, `<dpop-lab chapter="after" show="formula" step="40">`: a figure of a page that is not ours. Attributes are live and named as the
 * keys of a link: panel, preset, lab, pair, token, run, phase, step, digest, view, theme, backend, face, chapter, and show, which names the parts of
 * a chapter that are shown (`text`, `formula`, `question`, `verdicts`, `stage`; all where it is not given); `start="click"` waits for a click, and
 * `site` is where links open, as in {@link Lab.create}. Events: `ready`, `step` (detail: phase, step), `select` (pair, token, run), `finish`, `fail` (message).
 * Methods ask the lab that it shows. Without `theme` it has the colours of the document's `color-scheme`. Keys that it uses, and what is typed
 * in it, are not heard outside of it; all others are.
 */
export class DpopLabElement extends HTMLElement {
  /** Trains on, and resolves when every step is made that can be. */
  train(): Promise<Trained>;
  pause(): Promise<void>;
  metrics(what?: Part): Promise<MetricsRow[]>;
  metricColumns(what?: Part): Promise<MetricColumns>;
  inspect(what?: { run?: number | "reference"; pair?: number; step?: number }): Promise<Inspection>;
  argument(what?: { run?: number; step?: number }): Promise<Verdict[]>;
  gauges(what?: { run?: number; step?: number; pair?: number }): Promise<Gauges[]>;
  check(): Promise<Finding[]>;
  exportModel(run: number | "reference", step?: number): Promise<Uint8Array>;
  exportBundle(run: number, step?: number): Promise<Uint8Array>;
  spec(): Promise<Required<LabFile>>;
  shareUrl(step?: number): Promise<string>;
  digest(step?: number): Promise<string>;
}

/** A vocabulary, preference pairs, and the models that are trained on them in this page. */
export class Lab {
  private constructor();
  /**
   * Checks the spec and makes a lab; loads the WebAssembly on first use: the engine's, or that of the page where the document has figures. SFT starts from `model`, if it is given: the zip of a folder that
   * `transformers` saved (GPT-2 with a word-level tokenizer) or of `exportBundle`, whose shape and tokens the lab then has, or a
   * `model.safetensors` of the spec's own shape and vocabulary. `site` is the address of a page of DPOP Lab, at which links open: by default that
   * of the site from which this module came; the npm package's came from none. @throws {LabError}
   */
  static create(spec: Spec, options?: { backend?: Backend; model?: Uint8Array | ArrayBuffer; site?: string }): Promise<Lab>;
  /**
   * What all labs of this page hold, in bytes, and how much they may hold together. A lab or steps for which there is no room are refused. Labs that
   * were there before the first figure of their document are in an engine of their own, with as much room again.
   */
  static memory(): Promise<{ labs: number; held: number; allowed: number }>;
  /** Who trains now: where the GPU is lost the CPU takes over, and nothing is lost with it. */
  readonly backend: "gpu" | "cpu";
  /** Why that one, in one sentence. */
  readonly backendReason: string;
  /**
   * Trains `steps` more steps (by default as many as the spec has) without ever blocking the page; 0 steps measure the model as it is. The first
   * preference step freezes the reference, for which SFT must have been asked for if the spec has SFT steps. A run that diverges
   * stops, the others go on; is none left, it throws. @throws {LabError}
   */
  train(phase: Phase, steps?: number): Promise<Trained>;
  /** The runs that have stopped before their time. */
  readonly diverged: Divergence[];
  /**
   * Gives a run another loss, or other settings of it, from the next step on, and returns that step; what is not named stays as it was, in another
   * loss too as far as that has it. It is an event of the lab file. @throws {LabError}
   */
  change(run: number, settings: LossSettings): number;
  /** Adds a run that is `run` up to `step` (by default the last) and has other settings from there; resolves to its index, once it has come to the others' step. @throws {LabError} */
  fork(from: { run?: number; step?: number } & LossSettings): Promise<number>;
  /** SFT first, then run by run: all of it, or a part; at most 200,000 rows at once. @throws {LabError} */
  metrics(what?: Part): MetricsRow[];
  /** The numbers of one run (by default the first), or with `phase: "sft"` those of SFT, as typed columns: for any number of steps. @throws {LabError} */
  metricColumns(what?: Part): MetricColumns;
  /** One pair of one run at one step (by default the last). Steps of the past are computed again, to the same bits. @throws {LabError} */
  inspect(what?: { run?: number | "reference"; pair?: number; step?: number }): Promise<Inspection>;
  /**
   * The paper's statements, each checked on all pairs of one run (by default the first) at one step of the preference phase (by default the
   * last): where it holds, where it does not, and a sentence. Nothing is claimed of a run that has diverged. @throws {LabError}
   */
  argument(what?: { run?: number; step?: number }): Promise<Verdict[]>;
  /**
   * What the papers that disagree with edit distance measure, a row a pair, of one run (by default the first) at one step of the preference phase
   * (by default the last). At step 0 every run is the reference. With `pair` there is that pair's row alone, and in it how its tokens' gradients lie to
   * each other. @throws {LabError}
   */
  gauges(what?: { run?: number; step?: number; pair?: number }): Promise<Gauges[]>;
  /** Looks over the pairs, trained or not: what makes the usual numbers say less than they seem to, or is likely not what was meant. An empty list is the usual answer. @throws {LabError} */
  check(): Promise<Finding[]>;
  /** Parameters as safetensors with Hugging Face's names; `"reference"` is the common model. @throws {LabError} */
  exportModel(run: number | "reference", step?: number): Promise<Uint8Array>;
  /** A zip: a folder that `transformers` loads as it is, and in which `python train_trl.py` trains the run again with TRL. @throws {LabError} */
  exportBundle(run: number, step?: number): Promise<Uint8Array>;
  /** The lab file with every default filled in. */
  spec(): Required<LabFile>;
  /**
   * A link to this lab at a preference step (by default the last): the page replays it there, on the CPU to the same bits.
   * @throws {LabError} Also where no site is known, see {@link Lab.create}.
   */
  shareUrl(step?: number): string;
  /** 64 bits in hexadecimal of all that was measured up to a preference step (by default the last): equal where the training was equal to the bit. @throws {LabError} */
  digest(step?: number): string;
  /** Ends training and returns the memory. */
  free(): void;
}
