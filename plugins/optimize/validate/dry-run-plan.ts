import { git, type Host } from 'perf-harness/plugin';
import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import {
  type OpenScratchCopy,
  openScratchCopy,
  type ScratchCopy,
} from '../generators/temporary-repository-clone.ts';
import { type PatchHunk, parsePatchHunks } from '../strike/apply/parse-unified-diff.ts';
import { applyInScratch, type TryHypothesis } from './apply-hypothesis-to-scratch-copy.ts';
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
    const alone = await tryAlone(open, hypotheses, tryHypothesis);
    const batch = inOrder(uncontested(hypotheses)).filter(
      ({ id, dependencies }) =>
        alone.touched.has(id) || (alone.later.has(id) && dependencies.length > 0),
    );
    const together = await tryTogether(open, batch, alone, tryHypothesis);
    const types = await checkTypes(open, together.applied, tryHypothesis);
    await open.reset();
    const sharedLine = (id: string, other: string) =>
      findSharedLine(alone.touched.get(id) ?? [], alone.touched.get(other) ?? []);
    return {
      refused: new Map([...alone.refused, ...together.refused]),
      manual: alone.manual,
      overlaps: batch.flatMap(({ id }, at) =>
        batch.slice(at + 1).flatMap(({ id: other }) => {
          const shared = sharedLine(id, other);
          return shared === null ? [] : [{ id, other, ...shared }];
        }),
      ),
      touchSame: (id, other) => sharedLine(id, other) !== null,
      union: { failed: together.failed, clashes: together.clashes },
      types,
    };
  } finally {
    open.close();
  }
}

type TouchedByHypothesis = ReadonlyMap<string, readonly TouchedLines[]>;

interface Alone {
  readonly touched: TouchedByHypothesis;
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
  for (const hypothesis of hypotheses.filter(({ apply }) => apply !== null)) {
    const { id, dependencies } = hypothesis;
    await reset();
    const tried = await tryHypothesis(scratch, hypothesis);
    if (tried.state === 'applied') touched.set(id, await findTouchedLines(scratch));
    else if (tried.state === 'manual') manual.set(id, tried.reason);
    else if (tried.state === 'failed' && dependencies.length > 0) later.add(id);
    else refused.set(id, tried.reason);
  }
  return { touched, refused, manual, later };
}

async function tryTogether(
  open: OpenScratchCopy,
  batch: readonly Hypothesis[],
  { touched, later }: Alone,
  tryHypothesis: TryHypothesis,
) {
  const applied: Hypothesis[] = [];
  const refused = new Map<string, string>();
  const failed: { readonly id: string; readonly reason: string }[] = [];
  const clashes: Pair[] = [];
  await open.reset();
  for (const hypothesis of batch) {
    const { id, dependencies } = hypothesis;
    const tried = await tryHypothesis(open.scratch, hypothesis);
    if (tried.state === 'applied') {
      applied.push(hypothesis);
      continue;
    }
    const others = applied.filter((other) => !dependencies.includes(other.id));
    const other =
      (await findExcluding(hypothesis, others, open, tryHypothesis)) ??
      findClashing(id, others, touched);
    await open.reset();
    for (const each of applied) await tryHypothesis(open.scratch, each);
    if (other !== undefined) clashes.push({ id, other: other.id });
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
 * hypothesis.
 */
async function findExcluding(
  hypothesis: Hypothesis,
  others: readonly Hypothesis[],
  { scratch, reset }: OpenScratchCopy,
  tryHypothesis: TryHypothesis,
): Promise<Hypothesis | undefined> {
  for (const other of others) {
    await reset();
    const isStanding = (await tryHypothesis(scratch, other)).state === 'applied';
    if (isStanding && (await tryHypothesis(scratch, hypothesis)).state !== 'applied') return other;
  }
  return undefined;
}

/** Returns the applied hypothesis that touches the same lines, or else the same file. */
function findClashing(
  id: string,
  others: readonly Hypothesis[],
  touched: TouchedByHypothesis,
): Hypothesis | undefined {
  const own = touched.get(id) ?? [];
  const linesOf = (other: Hypothesis): readonly TouchedLines[] => touched.get(other.id) ?? [];
  return (
    others.find((other) => findSharedLine(own, linesOf(other)) !== null) ??
    others.find((other) =>
      linesOf(other).some(({ file }) => own.some((each) => each.file === file)),
    )
  );
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
    for (const needed of hypothesis.dependencies.flatMap((id) => byId.get(id) ?? [])) place(needed);
    placed.add(hypothesis);
  };
  for (const hypothesis of hypotheses) place(hypothesis);
  return [...placed];
}

/** Lines of a committed file that a change touches. Additions lie between two lines: 5.5. */
interface TouchedLines {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** Lines that everything that is changed in a scratch touches, added files included. */
async function findTouchedLines({
  host,
  top,
  signal,
}: ScratchCopy): Promise<readonly TouchedLines[]> {
  const options = { cwd: top, signal };
  await git.tryGit(
    host,
    ['add', '--all', '--', '.', ':!**/node_modules', ':!node_modules'],
    options,
  );
  const args = ['diff', '--cached', '--unified=0', '--no-color', '--no-ext-diff', '--no-renames'];
  const { stdout } = await git.tryGit(host, args, options);
  return parsePatchHunks(stdout).map(({ file, line, removed }: PatchHunk) =>
    removed === 0
      ? { file, from: line + 0.5, to: line + 0.5 }
      : { file, from: line, to: line + removed - 1 },
  );
}

/** Returns the first line that both touch; null if there is none. */
function findSharedLine(
  lines: readonly TouchedLines[],
  other: readonly TouchedLines[],
): { readonly file: string; readonly line: number } | null {
  for (const { file, from, to } of lines) {
    const hit = other.find((each) => each.file === file && each.from <= to && from <= each.to);
    if (hit !== undefined) return { file, line: Math.ceil(Math.max(from, hit.from)) };
  }
  return null;
}
