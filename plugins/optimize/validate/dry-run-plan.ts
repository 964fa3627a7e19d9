import type { Host } from 'perf-harness/plugin';
import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import { type OpenScratchCopy, openScratchCopy } from '../generators/temporary-repository-clone.ts';
import { applyInScratch, type TryHypothesis } from './apply-hypothesis-to-scratch-copy.ts';
import {
  findSharedLine,
  findTouchedLines,
  type TouchedLines,
} from './source-lines-touched-by-change.ts';
import { checkTypes, type TypeCheckResult } from './type-check-applied-hypotheses.ts';

interface Pair {
  readonly id: string;
  readonly other: string;
}

/** Result of applying the hypotheses of a plan, one by one and together. */
export interface DryRun {
  /** Hypotheses that do not apply alone, with the reason. */
  readonly refused: ReadonlyMap<string, string>;
  /** Hypotheses that only a person may carry out, with the reason. */
  readonly manual: ReadonlyMap<string, string>;
  /** Uncontested hypotheses that touch the same lines. */
  readonly overlaps: readonly (Pair & { readonly file: string; readonly line: number })[];
  readonly touchSame: (id: string, other: string) => boolean;
  readonly union: {
    /** Hypotheses that apply alone but not with the others, for unknown reasons. */
    readonly failed: readonly { readonly id: string; readonly reason: string }[];
    /** Hypotheses that apply alone but not after another that touches the same code. */
    readonly clashes: readonly Pair[];
  };
  readonly types: TypeCheckResult;
}

/** Applies each hypothesis to a clean project copy, then all uncontested ones together. */
export async function dryRun(
  host: Host,
  { root, signal }: { readonly root: string; readonly signal: AbortSignal },
  hypotheses: readonly Hypothesis[],
  tryHypothesis: TryHypothesis = applyInScratch,
): Promise<DryRun> {
  const open = await openScratchCopy(host, root, signal);
  try {
    return await dryRunIn(open, hypotheses, tryHypothesis);
  } finally {
    open.close();
  }
}

async function dryRunIn(
  open: OpenScratchCopy,
  hypotheses: readonly Hypothesis[],
  tryHypothesis: TryHypothesis,
): Promise<DryRun> {
  const alone = await tryAlone(open, hypotheses, tryHypothesis);
  const { touched } = alone;
  const struck = inOrder(uncontested(hypotheses)).filter(
    ({ id, dependencies }) => touched.has(id) || (alone.later.has(id) && dependencies.length > 0),
  );
  const together = await tryTogether(open, struck, alone, tryHypothesis);
  const types = await checkTypes(open, together.applied, tryHypothesis);
  await open.reset();
  return {
    refused: new Map([...alone.refused, ...together.refused]),
    manual: alone.manual,
    overlaps: pairsOf(struck).flatMap(([hypothesis, other]) => {
      const shared = findSharedLine(touched.get(hypothesis.id) ?? [], touched.get(other.id) ?? []);
      return shared === null ? [] : [{ id: hypothesis.id, other: other.id, ...shared }];
    }),
    touchSame: (id, other) =>
      findSharedLine(touched.get(id) ?? [], touched.get(other) ?? []) !== null,
    union: { failed: together.failed, clashes: together.clashes },
    types,
  };
}

interface Alone {
  readonly touched: ReadonlyMap<string, readonly TouchedLines[]>;
  readonly refused: ReadonlyMap<string, string>;
  readonly manual: ReadonlyMap<string, string>;
  /** Hypotheses that may apply on top of their dependencies. */
  readonly later: ReadonlySet<string>;
}

async function tryAlone(
  { scratch, reset }: OpenScratchCopy,
  hypotheses: readonly Hypothesis[],
  tryHypothesis: TryHypothesis,
): Promise<Alone> {
  const touched = new Map<string, readonly TouchedLines[]>();
  const refused = new Map<string, string>();
  const manual = new Map<string, string>();
  const later = new Set<string>();
  for (const hypothesis of hypotheses) {
    if (hypothesis.apply === null) continue;
    await reset();
    const tried = await tryHypothesis(scratch, hypothesis);
    if (tried.state === 'applied') touched.set(hypothesis.id, await findTouchedLines(scratch));
    else if (tried.state === 'manual') manual.set(hypothesis.id, tried.reason);
    else if (tried.state === 'failed' && hypothesis.dependencies.length > 0)
      later.add(hypothesis.id);
    else refused.set(hypothesis.id, tried.reason);
  }
  return { touched, refused, manual, later };
}

async function tryTogether(
  { scratch, reset }: OpenScratchCopy,
  struck: readonly Hypothesis[],
  { touched, later }: Alone,
  tryHypothesis: TryHypothesis,
) {
  const applied: Hypothesis[] = [];
  const refused = new Map<string, string>();
  const failed: { readonly id: string; readonly reason: string }[] = [];
  const clashes: Pair[] = [];
  await reset();
  for (const hypothesis of struck) {
    const tried = await tryHypothesis(scratch, hypothesis);
    if (tried.state === 'applied') {
      applied.push(hypothesis);
      continue;
    }
    const { id } = hypothesis;
    const other =
      (await excludedBy(hypothesis, applied, { scratch, reset }, tryHypothesis)) ??
      clashingWith(hypothesis, applied, touched);
    if (other !== null) clashes.push({ id, other });
    // On its own it was only deferred: its dependencies are present now, and it still does not
    // apply.
    else if (later.has(id)) refused.set(id, tried.reason);
    else failed.push({ id, reason: tried.reason });
  }
  return { applied, refused, failed, clashes };
}

/**
 * Returns the hypothesis already applied that alone prevents this one from applying. Functions
 * added by changes all stand at the end of the file, so that lines alone would blame the wrong
 * hypothesis. The scratch is restored afterwards.
 */
async function excludedBy(
  hypothesis: Hypothesis,
  applied: readonly Hypothesis[],
  { scratch, reset }: Pick<OpenScratchCopy, 'scratch' | 'reset'>,
  tryHypothesis: TryHypothesis,
): Promise<string | null> {
  let found: string | null = null;
  for (const other of applied.filter(({ id }) => !hypothesis.dependencies.includes(id))) {
    await reset();
    const standing = await tryHypothesis(scratch, other);
    if (standing.state !== 'applied') continue;
    if ((await tryHypothesis(scratch, hypothesis)).state === 'applied') continue;
    found = other.id;
    break;
  }
  await reset();
  for (const each of applied) await tryHypothesis(scratch, each);
  return found;
}

/** Returns the applied hypothesis that touches the same lines, or else the same file. */
function clashingWith(
  { id, dependencies }: Hypothesis,
  applied: readonly Hypothesis[],
  touched: ReadonlyMap<string, readonly TouchedLines[]>,
): string | null {
  const own = touched.get(id) ?? [];
  const others = applied.filter((hypothesis) => !dependencies.includes(hypothesis.id));
  const isSameFile = (hypothesis: Hypothesis): boolean =>
    (touched.get(hypothesis.id) ?? []).some(({ file }) => own.some((each) => each.file === file));
  const clash =
    others.find((other) => findSharedLine(own, touched.get(other.id) ?? []) !== null) ??
    others.find(isSameFile);
  return clash?.id ?? null;
}

/** Returns the hypotheses without conflicts in either direction (X814-04). */
function uncontested(hypotheses: readonly Hypothesis[]): readonly Hypothesis[] {
  const contested = new Set(
    hypotheses.flatMap(({ id, conflicts_with: others }) =>
      others.length > 0 ? [id, ...others] : [],
    ),
  );
  return hypotheses.filter(({ id, apply }) => apply !== null && !contested.has(id));
}

/** Puts dependencies before their dependents; otherwise keeps the given order. */
function inOrder(hypotheses: readonly Hypothesis[]): readonly Hypothesis[] {
  const byId = new Map(hypotheses.map((hypothesis) => [hypothesis.id, hypothesis]));
  const placed = new Set<Hypothesis>();
  const entered = new Set<Hypothesis>();
  const place = (hypothesis: Hypothesis): void => {
    if (entered.has(hypothesis)) return;
    entered.add(hypothesis);
    for (const id of hypothesis.dependencies) {
      const needed = byId.get(id);
      if (needed !== undefined) place(needed);
    }
    placed.add(hypothesis);
  };
  for (const hypothesis of hypotheses) place(hypothesis);
  return [...placed];
}

function pairsOf(all: readonly Hypothesis[]): readonly (readonly [Hypothesis, Hypothesis])[] {
  return all.flatMap((hypothesis, at) =>
    all.slice(at + 1).map((other) => [hypothesis, other] as const),
  );
}
