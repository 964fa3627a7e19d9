import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { runGit } from '../run-git.ts';
import type { BenchJournalEntry } from '../verdicts/bench-journal.ts';
import { type EvaluationCase, nameCaseSides } from './evaluation-case.ts';
import type { FuzzResult } from './fuzz-against-release.ts';
import { preparePackage } from './prepare-package.ts';
import { type LoopCycle, readLoopCycles } from './read-loop-cycles.ts';
import { type Gain, readGain, runHarness } from './run-harness.ts';

interface Provenance {
  readonly at: string;
  readonly commit: string;
}

/** Result of the loop on a package. */
export interface LoopEntry extends BenchJournalEntry, Provenance {
  readonly kind: 'loop';
  /** Milliseconds of one operation, as reported by a user who complains. */
  readonly observedMs: number;
  readonly cycles: readonly LoopCycle[];
  readonly exitCode: number;
  /** Last message of the loop: why it ended, or why it did not start. */
  readonly stop: string;
  readonly seconds: number;
  /** Accepted changes, relative to the root of the case; null: none. */
  readonly patch: string | null;
}

/** Gain of the maintainers' later release in the same scenario; null: it could not be compared. */
export interface LaterReleaseEntry extends BenchJournalEntry, Provenance {
  readonly kind: 'later';
  readonly gain: Gain | null;
}

/** Comparison of accepted changes with the maintainers' release on recorded, generated calls. */
export interface FuzzEntry extends BenchJournalEntry, Provenance, FuzzResult {
  readonly kind: 'fuzz';
}

export type EvaluationEntry = LoopEntry | LaterReleaseEntry | FuzzEntry;

/** Runs the loop on a package as it was released. */
export function runImprovementLoop(
  evaluationCase: EvaluationCase,
  provenance: () => Provenance,
): LoopEntry {
  const { root, scenario } = preparePackage(evaluationCase);
  const observedMs = observe(root, scenario);
  const started = performance.now();
  const { status, stdout, stderr } = runHarness(root, [
    'optimize',
    '--target',
    scenario,
    '--observed',
    `${observedMs}ms:response_time`,
    '--approve',
    'gate1,gate2',
    '--fresh',
  ]);
  const seconds = Math.round((performance.now() - started) / 1_000);
  const cycles = readLoopCycles(join(root, '.optimization', folderOf(root)));
  const patch = cycles.some(({ ratio }) => ratio !== null) ? keptBy(root) : null;
  rmSync(root, { recursive: true, force: true });
  const { at, commit } = provenance();
  return {
    id: loopEntryId(evaluationCase),
    kind: 'loop',
    observedMs,
    cycles,
    exitCode: status,
    seconds,
    patch,
    stop: stopText(stdout, stderr),
    at,
    commit,
  };
}

/** Compares the later release with the earlier one. */
export function compareLaterRelease(
  evaluationCase: EvaluationCase,
  provenance: () => Provenance,
): LaterReleaseEntry {
  const { root, scenario } = preparePackage(evaluationCase);
  const { stdout } = runHarness(root, [
    'compare',
    'before',
    'later',
    scenario,
    '--reporter',
    'json',
  ]);
  rmSync(root, { recursive: true, force: true });
  const { at, commit } = provenance();
  return {
    id: laterReleaseEntryId(evaluationCase),
    kind: 'later',
    gain: readGain(stdout),
    at,
    commit,
  };
}

/** Compares the changes that the loop accepted with the maintainers' release. */
export async function fuzzAcceptedChanges(
  host: Host,
  evaluationCase: EvaluationCase,
  patch: string,
  provenance: () => Provenance,
): Promise<FuzzEntry> {
  // Plugins import the package by its name, which has to be registered first.
  const { fuzzAgainstRelease } = await import('./fuzz-against-release.ts');
  const fuzzed = await fuzzAgainstRelease(host, evaluationCase, patch);
  const { at, commit } = provenance();
  return { id: fuzzEntryId(evaluationCase), kind: 'fuzz', ...fuzzed, at, commit };
}

export function loopEntryId(evaluationCase: EvaluationCase): string {
  return `${evaluationCase.name}@${nameCaseSides(evaluationCase).from}/loop`;
}

export function laterReleaseEntryId(evaluationCase: EvaluationCase): string {
  return `${evaluationCase.name}@${nameCaseSides(evaluationCase).to}/later`;
}

export function fuzzEntryId(evaluationCase: EvaluationCase): string {
  return `${evaluationCase.name}@${nameCaseSides(evaluationCase).from}/fuzz`;
}

/** All that the newest branch of the loop has beyond the state that it began with. */
function keptBy(root: string): string | null {
  const names = runGit(
    root,
    ...['for-each-ref', '--sort=-committerdate', '--format=%(refname)', 'refs/heads/optimize'],
  );
  const [newest] = names.split('\n');
  if (newest === undefined || newest === '') return null;
  return `${runGit(root, 'diff', '--no-color', 'before', newest)}\n`;
}

/** Returns the folder that the loop named after its target; a loop that did not start has none. */
function folderOf(root: string): string {
  const all = join(root, '.optimization');
  const entries = existsSync(all) ? readdirSync(all, { withFileTypes: true }) : [];
  return entries.find((entry) => entry.isDirectory())?.name ?? 'none';
}

/** @throws Error if the scenario cannot be measured, which is a defect of the case. */
function observe(root: string, scenario: string): number {
  const { stdout, stderr } = runHarness(root, ['run', scenario, '--quick', '--reporter', 'json']);
  const found = /"wall_time":\s*\{[^}]*?"center":\s*([\d.e-]+)/u.exec(stdout);
  if (found === null) throw new Error(`${scenario} cannot be measured: ${stderr}`);
  return Number(Number(found[1]).toPrecision(3));
}

function stopText(stdout: string, stderr: string): string {
  const said = /^Stop reason: (.+)$/mu.exec(stdout)?.[1];
  return said ?? stderr.trim().split('\n').at(-1) ?? '';
}
