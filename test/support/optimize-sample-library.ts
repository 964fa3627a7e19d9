import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { gitIn, makeRepository } from '../fixtures/optimize/make-repository.ts';
import { digestProject } from './optimization-hypothesis-project.ts';
import { type CliResult, runCli } from './run-cli.ts';

/** It takes about a minute on an idle machine, and many times that on a busy machine. */
const PATIENCE_MS = 1_800_000;

interface CycleRecord {
  readonly cycle: number;
  readonly baseline: { readonly wall_time_ms: number };
  readonly final: { readonly wall_time_ms: number };
  readonly improvement_pct: number;
  readonly target_met: boolean;
  readonly hypotheses_applied: readonly string[];
  readonly branch: string | null;
}

interface LoopState {
  readonly cycles: readonly CycleRecord[];
  readonly phases: Readonly<Record<string, { readonly status: string }>>;
  readonly run: { readonly stop: { readonly reason: string; readonly text: string } | null };
}

interface Hypothesis {
  readonly id: string;
  readonly apply: { readonly codemod?: string } | null;
}

/** Results and files that a loop left behind. */
export interface LibraryOptimization {
  readonly root: string;
  readonly result: CliResult;
  readonly state: LoopState;
  /** A result of a cycle, by the name of its file. */
  readonly cycle: <T>(number: number, name: string) => T;
  /** Codemods that were proposed in a cycle. */
  readonly proposed: (cycle: number) => readonly (string | undefined)[];
  /** Rows of `experiments.tsv` behind its header, as cells. */
  readonly experiments: readonly (readonly string[])[];
  readonly before: Readonly<Record<string, string>>;
  readonly close: () => void;
}

async function improve(
  name: string,
  goal: string,
  flags: readonly string[],
): Promise<LibraryOptimization> {
  const folder = mkdtempSync(join(tmpdir(), `ph-${name}-`));
  const root = join(folder, name);
  makeRepository(name, root);
  const before = digestProject(root);
  const asked = ['--target', name, '--observed', '70ms:response_time', '--goal', goal];
  const result = await runCli(
    ['optimize', ...asked, '--approve', 'gate1,gate2', '--fresh', ...flags],
    {
      cwd: root,
      env: { PERF_HARNESS_CACHE: join(folder, 'cache') },
    },
  );
  const own = join(root, '.optimization', name);
  const read = (path: string) => JSON.parse(readFileSync(join(own, path), 'utf8'));
  const cycle = <T>(number: number, file: string): T => read(`cycle-${number}/${file}.json`);
  const [, ...rows] = readFileSync(join(own, 'experiments.tsv'), 'utf8').trimEnd().split('\n');
  return {
    root,
    result,
    before,
    cycle,
    state: read('state.json'),
    proposed: (number) =>
      cycle<{ readonly hypotheses: readonly Hypothesis[] }>(number, 'research').hypotheses.map(
        ({ apply }) => apply?.codemod,
      ),
    experiments: rows.map((row) => row.split('\t')),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Runs a commit's tests in a fresh clone; true if they pass. */
export function commitPassesTests(root: string, commit: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'ph-tests-'));
  try {
    gitIn(folder, 'clone', '--quiet', root, 'clone');
    const clone = join(folder, 'clone');
    gitIn(clone, 'checkout', '--quiet', commit);
    const said = execFileSync(process.execPath, ['--test', '--test-reporter', 'tap'], {
      cwd: clone,
      encoding: 'utf8',
    });
    return /^# pass [1-9]/mu.test(said) && /^# fail 0$/mu.test(said);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Expects the user's project unchanged: files, index, branches, stash, hooks, configuration. */
export function expectProjectUnchanged({ root, before }: LibraryOptimization): void {
  const isOwn = (path: string): boolean => /^\.(?:optimization|perf-harness)(?:\/|$)/u.test(path);
  const now = Object.entries(digestProject(root)).filter(([path]) => !isOwn(path));
  expect(Object.fromEntries(now)).toEqual(before);
  expect(gitIn(root, 'worktree', 'list').split('\n')).toHaveLength(1);
}

/** Expects that a cycle's gain comes from held-out pairs, and exceeds their noise. */
export function expectGainConfirmed(improved: LibraryOptimization, number: number): void {
  const {
    baseline,
    final,
    ratio,
    total_improvement_pct: gain,
  } = improved.cycle<{
    readonly baseline: { readonly wall_time_ms: number };
    readonly final: { readonly wall_time_ms: number };
    readonly ratio: { readonly value: number; readonly low: number; readonly high: number };
    readonly total_improvement_pct: number;
  }>(number, 'execution');
  const record = improved.state.cycles[number - 1];
  expect(record?.baseline.wall_time_ms).toBe(baseline.wall_time_ms);
  expect(record?.final.wall_time_ms).toBe(final.wall_time_ms);
  expect(ratio.high).toBeLessThan(0.98);
  expect(ratio.low).toBeLessThanOrEqual(ratio.value);
  expect(gain).toBeCloseTo((1 - ratio.value) * 100, 6);
  // The numbers that decided acceptance are in the log, and differ from the reported numbers.
  const decided = improved.experiments.map(([, , , , result]) => Number(result));
  expect(decided.filter((ms) => ms > 0).length).toBeGreaterThan(0);
  expect(decided).not.toContain(Number(final.wall_time_ms.toPrecision(6)));
}

/**
 * Runs the loop on a sample library, once for all tests of a block.
 * @param flags - Further flags of the command line.
 */
export function optimizeSampleLibrary(
  name: string,
  goal: string,
  flags: readonly string[] = [],
): () => LibraryOptimization {
  let improved: LibraryOptimization | null = null;
  beforeAll(async () => {
    improved = await improve(name, goal, flags);
  }, PATIENCE_MS);
  afterAll(() => improved?.close());
  return () => {
    if (improved === null) throw new TypeError(`${name} was not improved`);
    return improved;
  };
}
