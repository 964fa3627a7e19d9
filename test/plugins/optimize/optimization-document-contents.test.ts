/** The report of a loop: its sources, on real repositories with scripted workers. */
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runPluginCommand } from '../../../cli/commands/run-plugin-command.ts';
import { createHost } from '../../../harness/host.ts';
import { optimize } from '../../../plugins/optimize/command/commands.ts';
import { runOptimize } from '../../../plugins/optimize/command/optimize-command.ts';
import {
  type OptimizationReport,
  optimizationReportSchema,
} from '../../../plugins/optimize/document/optimization-document.ts';
import { plugin } from '../../../plugins/optimize/plugin.ts';
import { EXPERIMENT_COLUMNS } from '../../../plugins/optimize/strike/execution-journal.ts';
import { createCall } from '../../../registry/cli-command-definition.ts';
import { EXAMPLE_EXPLANATION } from '../../support/example-verdict-explanation.ts';
import { runCommandInProcess } from '../../support/run-command-in-process.ts';
import { withUnguardedGit } from '../../support/run-git-without-process-guardian.ts';
import {
  createOptimizeProject,
  createScriptedWorkers,
  LOOP_FOLDER,
  runOptimizationLoop,
} from '../../support/scripted-optimization-loop.ts';
import { unwrapTerminalOutput } from '../../support/unwrap-terminal-output.ts';

function documentOf(root: string): OptimizationReport {
  const text = readFileSync(join(root, LOOP_FOLDER, 'report.json'), 'utf8');
  return optimizationReportSchema.parse(JSON.parse(text));
}

const TWO_CYCLES = [
  { baseline: 6300, final: 3800 },
  { baseline: 3800, final: 480 },
];

/** Result with the optional details of the built-in executor. */
const DETAILED = {
  branch: null,
  baseline: { wall_time_ms: 6300, memory_peak_mb: 80 },
  final: { wall_time_ms: 6300, memory_peak_mb: 80 },
  total_improvement_pct: 0,
  target_met: false,
  strike_result: 'failed',
  hypotheses_applied: [],
  hypotheses_removed: [{ id: 'H1', reason: 'a test fails with it (sorts)' }],
  manual: [{ id: 'H2', reason: 'it has no applicator' }],
  remaining: ['H3'],
  files_modified: [],
  contested_results: [
    {
      alternatives: [
        {
          name: 'alternative_a',
          hypotheses: ['H1'],
          outcome: 'failed',
          improvement_pct: null,
          reason: 'x',
        },
      ],
      winner: null,
      delta_pct: null,
    },
  ],
  metrics: {
    wall_time_ms: {
      base: 1,
      head: 1,
      ratio: 1,
      low: 0.9,
      high: 1.1,
      better: 'lower',
      verdict: 'unchanged',
    },
  },
  functions: [],
  explanation: EXAMPLE_EXPLANATION,
  e2e_test: null,
  flaky_tests: ['now and then'],
  warnings: ['There is no end-to-end test.'],
  stop_reason: 'all hypotheses failed',
} as const;

/** A loop of two cycles that met its target. */
const complete = createOptimizeProject();
beforeAll(async () => {
  await runOptimizationLoop(complete.root, createScriptedWorkers(TWO_CYCLES).workers);
});

describe('the document of a loop', () => {
  it('OPT-46, OPT-66: satisfies its schema, with map, branches, commits and the diffs from git', async () => {
    const document = documentOf(complete.root);
    expect(document).toMatchObject({
      outcome: 'target_met',
      met_in: 2,
      metric: { name: 'wall_time_ms', better: 'lower' },
      total: { baseline: 6300, final: 480, improvement_pct: 92.4, ratio: null },
      goal: { value: 500, source: 'user' },
      gap: null,
      meta: { kind: 'optimization-coordinator', gains: [39.7, 87.4], not_done: [] },
    });
    expect(document.map?.bottleneck_classification).toBe('I/O-Network');
    expect(document.branches).toEqual([
      { name: 'optimize/listusers-c1', cycle: 1, in_last: true },
      { name: 'optimize/listusers-c2', cycle: 2, in_last: true },
    ]);
    const [first, second] = document.cycles;
    expect(first?.commits.map(({ subject }) => subject)).toEqual(['optimize/listusers-c1']);
    expect(first?.commits[0]?.hash).toBe(complete.git('rev-parse', 'optimize/listusers-c1'));
    expect(first?.diff?.text).toContain('+export const cycle = 1;');
    expect(second?.diff?.text).toContain('+export const cycle = 2;');
    expect(second?.diff?.text).not.toContain('cycle = 1');
    expect(first?.hypotheses).toMatchObject([{ id: 'H1', outcome: 'applied' }]);
  });

  it('OPT-64, X814-20: has what the executor reported: removed, manual, remaining, contested, tests', async () => {
    const { root } = createOptimizeProject();
    const { workers } = createScriptedWorkers([
      { baseline: 6300, final: 6300, execution: DETAILED },
    ]);
    const { exitCode } = await runOptimizationLoop(root, workers);
    expect(exitCode).toBe(7);
    const document = documentOf(root);
    const [cycle] = document.cycles;
    expect(cycle?.hypotheses.map(({ id, outcome }) => [id, outcome])).toEqual([['H1', 'removed']]);
    expect(cycle).toMatchObject({
      strike_result: 'failed',
      ratio: null,
      branch: null,
      contested: [{ winner: null, alternatives: [{ name: 'alternative_a', outcome: 'failed' }] }],
      metrics: [
        { name: 'wall_time_ms', ratio: { value: 1, low: 0.9, high: 1.1 }, verdict: 'unchanged' },
        { name: 'memory_peak_mb', ratio: null, verdict: null },
      ],
      flaky_tests: ['now and then'],
      warnings: ['There is no end-to-end test.'],
      explanation: { scenario: 'admit' },
    });
    // X814-27: unexplored hypotheses are reported.
    expect(document.gap?.unexplored.slice(0, 2)).toEqual([
      'H2 of cycle 1: needs manual work (it has no applicator).',
      'H3 of cycle 1: not fully tried, because time ran out.',
    ]);
    expect(document.outcome).toBe('unchanged');
  });

  it('OPT-61: has the experiments log that is read after phase 8, for this cycle only', async () => {
    const { root } = createOptimizeProject();
    const { workers } = createScriptedWorkers(TWO_CYCLES);
    const row = (timestamp: string, hypotheses: string): string =>
      [
        timestamp,
        'strike',
        hypotheses,
        '6300',
        '3800',
        '39.7',
        'applied',
        'abc',
        'a.ts',
        'pass',
      ].join('\t');
    let cycle = 0;
    const execute: typeof workers.execute = async (request) => {
      cycle += 1;
      const old =
        cycle === 1 ? [EXPERIMENT_COLUMNS.join('\t'), row('2020-01-01T00:00:00.000Z', 'H9')] : [];
      const lines = [...old, row(new Date().toISOString(), `H${cycle}`), ''];
      appendFileSync(join(root, LOOP_FOLDER, 'experiments.tsv'), lines.join('\n'));
      return workers.execute(request);
    };
    await runOptimizationLoop(root, { ...workers, execute });
    expect(documentOf(root).cycles.map(({ experiments }) => experiments)).toMatchObject([
      [{ hypotheses: 'H1', improvement_pct: '39.7', e2e_status: 'pass' }],
      [{ hypotheses: 'H2' }],
    ]);
    const text = readFileSync(join(root, LOOP_FOLDER, 'report.md'), 'utf8');
    expect(text).toContain(
      '1. strike H1: 6300 → 3800, 39.7%, applied, commit abc, end-to-end pass',
    );
    expect(text).not.toContain('H9');
  });

  it('OPT-68: has the earlier findings when a worker exceeded its time limit', async () => {
    const { root } = createOptimizeProject();
    const { workers } = createScriptedWorkers([{ baseline: 6300, final: 400 }]);
    const execute = async (): Promise<never> => {
      throw new Error('The executor took longer than 55 min and was terminated');
    };
    const { exitCode } = await runOptimizationLoop(root, { ...workers, execute });
    expect(exitCode).toBe(7);
    const document = documentOf(root);
    expect(document).toMatchObject({
      outcome: 'failed',
      stop: { text: '8_execute failed: The executor took longer than 55 min and was terminated' },
      cycles: [{ status: 'unfinished', hypotheses: [{ id: 'H1', outcome: 'proposed' }] }],
    });
    expect(document.map).not.toBeNull();
    expect(document.gap?.unexplored[0]).toBe('H1 of cycle 1, Sort once: proposed, but not tried.');
  });

  it('SH8-13, X814-29: marks a branch that somebody removed as not contained, without failing', async () => {
    const project = createOptimizeProject();
    const { workers } = createScriptedWorkers(TWO_CYCLES);
    const profile: typeof workers.profile = async (request) => {
      const map = await workers.profile(request);
      if (request.cycle === 2) project.git('branch', '-D', 'optimize/listusers-c1');
      return map;
    };
    await runOptimizationLoop(project.root, { ...workers, profile });
    const document = documentOf(project.root);
    expect(document.branches[0]).toMatchObject({ in_last: false });
    expect(document.cycles[0]).toMatchObject({ commits: [], diff: null });
  });
});

describe('optimize report', () => {
  const perf = (root: string, ...args: readonly string[]) =>
    runCommandInProcess(['optimize', 'report', ...args], { cwd: root, isLight: true });
  const refusal = async (root: string) => unwrapTerminalOutput((await perf(root)).err);

  it('OPT-02: renders a stored report in any format, to a file or to standard output', async () => {
    const { root } = complete;
    const { code, out, err } = await perf(
      root,
      ...['--reporter', 'terminal', '--reporter', 'html=loop.html', '--reporter', 'json=loop.json'],
    );
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(/^✓ TARGET MET {2}src\/users.ts::listUsers: response_time 6300ms/u);
    expect(out).not.toContain('\u001b');
    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(readFileSync(join(root, 'loop.html'), 'utf8')).toContain('<!doctype html>');
    expect(JSON.parse(readFileSync(join(root, 'loop.json'), 'utf8'))).toEqual(documentOf(root));
  });

  it('OPT-63: is printed by optimize at its end, with the files that --reporter names', async () => {
    const { root } = createOptimizeProject();
    const { workers } = createScriptedWorkers([{ baseline: 6300, final: 480 }]);
    const base = withUnguardedGit(createHost());
    let out = '';
    const terminal = { ...base.terminal, width: 80, color: false, err: () => undefined };
    const print = (text: string): void => {
      out += text;
    };
    const host = { ...base, cwd: root, terminal: { ...terminal, out: print } };
    const flags = {
      target: 'src/users.ts::listUsers',
      observed: '6300ms:response_time',
      goal: '500ms',
      approve: 'gate1,gate2',
      reporter: ['terminal', 'markdown=loop.md'],
    };
    const command: typeof optimize = {
      ...optimize,
      run: (context) => runOptimize(context, () => workers),
    };
    const run = (changes: object) =>
      runPluginCommand(
        plugin,
        command,
        createCall(host, command.options, { flags: { ...flags, ...changes } }),
      );
    expect(await run({})).toBe(0);
    expect(out).toMatch(/^✓ TARGET MET/u);
    expect(out).toContain('Target: 500ms → Achieved: 480ms ✓ TARGET MET (cycle 1)');
    const written = readFileSync(join(root, 'loop.md'), 'utf8');
    expect(written).toContain(readFileSync(join(root, LOOP_FOLDER, 'report.md'), 'utf8'));
    expect(readFileSync(join(root, LOOP_FOLDER, 'report.html'), 'utf8')).toContain(
      '<!doctype html>',
    );
    await expect(run({ reporter: ['htlm'] })).rejects.toMatchObject({ code: 'unknown-reporter' });
  });

  it('explains the problem when the report is missing or cannot be read', async () => {
    const { root } = createOptimizeProject();
    const none = await perf(root);
    expect(none).toMatchObject({ code: 2, out: '' });
    expect(none.err).toContain('No loop has been started here.');
    await runOptimizationLoop(
      root,
      createScriptedWorkers([{ baseline: 6300, final: 400 }]).workers,
    );
    const path = join(root, LOOP_FOLDER, 'report.json');
    writeFileSync(path, '{"schema":"perf-harness/optimization@1"}');
    expect(await perf(root)).toMatchObject({ code: 2, out: '' });
    expect(await refusal(root)).toMatch(/Cannot read the loop's report: "id"/u);
    writeFileSync(path, '{');
    expect(await refusal(root)).toContain('is not valid JSON');
    rmSync(path);
    expect(await refusal(root)).toContain('The loop has not produced a report yet.');
    const unknown = await perf(root, '--reporter', 'htlm');
    expect(unknown.code).toBe(2);
    expect(existsSync(join(root, 'htlm'))).toBe(false);
  });
});
