/**
 * Services with planted causes, improved by the loop as for a user: a real database, real tests,
 * real measurements, no user input. They need the machine to themselves.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import type { PerformanceMap } from '../../harness/model/documents/performance-map-document.ts';
import type { Research } from '../../plugins/optimize/document/optimization-hypothesis.ts';
import type { RunState } from '../../plugins/optimize/optimization-loop-state.ts';
import type { Execution, Validation } from '../../plugins/optimize/phase-result-schemas.ts';
import { readExperiments } from '../../plugins/optimize/strike/execution-journal.ts';
import { gitIn } from '../fixtures/optimize/make-repository.ts';
import { digestProject } from '../support/optimization-hypothesis-project.ts';
import { runCli } from '../support/run-cli.ts';
import {
  linkPackages,
  openServiceToOptimize,
  type ServiceToOptimize,
} from '../support/sample-service-to-optimize.ts';

/** A few minutes on an idle machine; up to ten times that on a busy machine. */
export const LOOP_TIMEOUT_MS = 2_700_000;

const opened: ServiceToOptimize[] = [];
afterEach(async () => {
  for (const service of opened.splice(0)) await service.close();
});

/** Runs the loop on a service, and returns its results with all files that it left. */
export async function optimizeSampleService(name: string, slug: string, flags: readonly string[]) {
  const service = await openServiceToOptimize(name);
  opened.push(service);
  const { root, env } = service;
  const before = withoutArtefacts(root);
  const args = ['optimize', ...flags, '--approve', 'gate1,gate2', '--fresh'];
  const { code, out, err } = await runCli(args, { cwd: root, env });
  expect(code, `${err}${out}`).toBe(0);
  // X814-02: files, index, stash, branches, hooks and settings of the user are byte for byte as before.
  expect(withoutArtefacts(root)).toEqual(before);
  const folder = join(root, '.optimization', slug);
  const read = <T>(path: string): T => JSON.parse(readFileSync(join(folder, path), 'utf8')) as T;
  const state = read<RunState>('state.json');
  const cycles = state.cycles.map((record) => {
    const of = <T>(result: string): T => read<T>(`cycle-${record.cycle}/${result}.json`);
    const { hypotheses } = of<Research>('research');
    const codemods = record.hypotheses_applied.map((id) => {
      const apply = hypotheses.find((hypothesis) => hypothesis.id === id)?.apply;
      return apply?.kind === 'codemod' ? apply.codemod : apply?.kind;
    });
    return {
      record,
      codemods,
      map: of<PerformanceMap>('map'),
      validation: of<Validation>('validation'),
      execution: of<Execution>('execution'),
    };
  });
  const experiments = readExperiments(readFileSync(join(folder, 'experiments.tsv'), 'utf8'));
  const events = readFileSync(join(folder, 'history.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly cycle: number; readonly event: string })
    .map(({ cycle, event }) => `${cycle} ${event}`);
  return { root, env, out, err, state, cycles, experiments, events };
}

type Improved = Awaited<ReturnType<typeof optimizeSampleService>>;

/** Returns the files of the user, without those that the loop keeps for itself. */
function withoutArtefacts(root: string): Readonly<Record<string, string>> {
  const entries = Object.entries(digestProject(root));
  return Object.fromEntries(entries.filter(([path]) => !path.startsWith('.optimization')));
}

/** Expects the results of every loop that met its goal in `count` cycles. */
export function expectGoalMet(
  { out, state, cycles, root, experiments }: Improved,
  count: number,
): void {
  expect(state.run.stop).toMatchObject({
    reason: 'target',
    text: `TARGET MET on cycle ${count}`,
  });
  expect(out).toContain(`TARGET MET on cycle ${count}`);
  expect(cycles.map(({ record }) => record.target_met)).toEqual(
    cycles.map((_, at) => at === count - 1),
  );
  for (const { record, execution, validation } of cycles) {
    expect(validation.verdict).toMatch(/^GO/);
    // The gain is that of fresh pairs, and its whole interval is an improvement.
    expect(execution.ratio?.high).toBeLessThan(1);
    expect(execution.strike_result).toBe('clean');
    expect(record.improvement_pct).toBeGreaterThan(5);
    expect(execution.ratio?.value).toBeLessThan(0.95);
    expect(record.branch).toMatch(/^optimize\/[a-z-]+-c\d-\d{8}-\d{6}$/);
    const message = gitIn(root, 'log', '-1', '--format=%s', record.branch ?? '');
    expect(message).toMatch(/^perf: apply optimizations H1 \(\+\d+\.\d%\)$/);
  }
  expect(experiments.filter(({ status }) => status === 'applied')).toHaveLength(2 * count);
}

/** Runs a branch's tests in a separate tree the loop has never seen; returns the branch's diff. */
export function expectTestsPass({ root, env, cycles }: Improved): string {
  const folder = mkdtempSync(join(tmpdir(), 'ph-branch-'));
  try {
    const top = join(folder, 'top');
    gitIn(root, 'clone', '--quiet', '--branch', cycles.at(-1)?.record.branch ?? '', root, top);
    linkPackages(top, top);
    // Throws if a test fails.
    execFileSync('npm', ['test'], { cwd: top, env: { ...process.env, ...env }, stdio: 'pipe' });
    return gitIn(top, 'diff', 'origin/main', 'HEAD');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
