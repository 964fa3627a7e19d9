/** SIGTERM to commands that measure two sides: exit code, leftovers, and stored results. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { PlannedTrial } from '../../harness/model/executor.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import {
  createIsolatedEnvironment,
  expectProcessesGone,
  findUnfinishedFiles,
  type IsolatedEnvironment,
  listChildProcesses,
  readRepositoryState,
  waitUntil,
} from '../support/detect-command-leftovers.ts';
import { createFakeProcessSignals } from '../support/fake-process-signals.ts';
import { createLiveProject, type LiveProject } from '../support/live-comparison-project.ts';
import {
  createCostExecutors,
  createHangingExecutors,
  createScriptedProject,
  wallTimeFile,
} from '../support/project-with-scripted-measurements.ts';

const JSON_REPORT = ['--reporter', 'json'];

/** Creates a project with three commits of the same code and scripted units. */
function threeCommits(): LiveProject {
  const project = createScriptedProject();
  for (const message of ['second', 'third']) project.commit(message, { 'NOTES.md': message });
  return project;
}

const isInPairs = ({ pair }: PlannedTrial): boolean => pair === 4;

/** No stack trace is printed; no process, snapshot or temporary file stays. */
async function expectOrderlyEnd(
  { err }: { readonly err: string },
  project: LiveProject,
  place: IsolatedEnvironment,
): Promise<void> {
  expect(err).not.toContain('a bug in perf-harness');
  expect(err).not.toMatch(/^\s+at /mu);
  await place.expectNoProcess();
  expect(project.snapshots()).toEqual([]);
  expect(place.temporary()).toEqual([]);
  expect(findUnfinishedFiles(project.root)).toEqual([]);
}

/** Runs a command and sends SIGTERM during a unit that never ends by itself. */
async function terminated(
  project: LiveProject,
  args: readonly string[],
  isMoment: (trial: PlannedTrial, scenario: Scenario) => boolean = isInPairs,
) {
  const place = createIsolatedEnvironment();
  const before = readRepositoryState(project);
  const { signals, send } = createFakeProcessSignals();
  let snapshots: readonly string[] | null = null;
  const executors = createHangingExecutors((trial, scenario) => {
    if (snapshots === null && isMoment(trial, scenario)) {
      snapshots = project.snapshots();
      setImmediate(() => send('SIGTERM'));
    }
    return snapshots !== null;
  });
  const result = await project.command(args, { env: place.env, executors, host: { signals } });
  expect(result).toMatchObject({ code: 143 });
  expect(snapshots).not.toHaveLength(0);
  await expectOrderlyEnd(result, project, place);
  expect(readRepositoryState(project)).toEqual(before);
  return result;
}

describe('SIGTERM', () => {
  it('ends gate with 143, which reports what it measured and passes nothing', async () => {
    const args = ['gate', '--base', 'main', '--margin', '0.0001%', ...JSON_REPORT];
    const { out } = await terminated(threeCommits(), args);
    const report = JSON.parse(out) as GateReport;
    expect(report.verdict).not.toBe('pass');
    expect(report.checks.map(({ outcome }) => outcome)).not.toContain('pass');
    const [base, head] = report.comparison?.runs ?? [];
    expect([base?.state, head?.state]).toEqual(['interrupted', 'interrupted']);
    expect(head?.trials.length).toBeGreaterThan(0);
  });

  it('ends calibrate with 143, and keeps earlier calibrations', async () => {
    const project = threeCommits();
    const known = join(project.root, '.perf-harness', 'calibrations.json');
    mkdirSync(dirname(known));
    const text = '{"schema":"perf-harness/calibrations@2","scenarios":[]}';
    writeFileSync(known, text);
    await terminated(project, ['calibrate', '--pairs', '300']);
    // An interrupted calibration with too few pairs does not overwrite an earlier one.
    expect(readFileSync(known, 'utf8')).toBe(text);
  });

  it('ends bisect with 143, and names no culprit', async () => {
    const args = ['bisect', 'main~2', 'main', 'work', '--margin', '0', ...JSON_REPORT];
    const { out } = await terminated(threeCommits(), args);
    const report = JSON.parse(out) as BisectReport;
    expect(report).toMatchObject({ outcome: 'interrupted', steps: [], confirmations: [] });
  });

  it('ends bisect with 143 during its search, with the snapshots it kept for that', async () => {
    const project = threeCommits();
    project.commit('slower', wallTimeFile(50));
    project.commit('fifth', { 'NOTES.md': 'fifth' });
    const seen = new Set<string>();
    const args = ['bisect', 'main~4', 'main', 'work', ...JSON_REPORT];
    const { out } = await terminated(project, args, () => {
      for (const name of project.snapshots()) seen.add(name);
      // The snapshot of the ends is gone, and the first step of the search is over.
      return seen.size === 3 && project.snapshots().length === 2;
    });
    const report = JSON.parse(out) as BisectReport;
    expect(report.outcome).toBe('interrupted');
    expect(report.steps.length).toBeGreaterThan(0);
  });

  it('ends the process of compare and its units with 143, and keeps the measured pairs', async () => {
    // The tenth unit would take longer than the test.
    const unit = 'echo >> "$STARTS_FILE"; test "$(wc -l < "$STARTS_FILE")" -lt 10 || sleep 300';
    const project = createLiveProject({ 'work.sh': unit });
    const args = ['compare', 'main', '--margin', '0', ...JSON_REPORT, '--', 'sh', 'work.sh'];
    const place = createIsolatedEnvironment();
    const before = readRepositoryState(project);
    const file = join(project.cache, 'starts');
    const running = project.start(args, { ...place.env, STARTS_FILE: file });
    await waitUntil(() => existsSync(file) && readFileSync(file).length >= 10);
    expect(project.snapshots()).toHaveLength(1);
    const children = listChildProcesses(running.child.pid ?? -1);
    running.child.kill('SIGTERM');
    const result = await running.result;
    expect(result).toMatchObject({ code: 143, signal: null });
    const report = JSON.parse(result.out) as ComparisonReport;
    expect(report.runs.map(({ state }) => state)).toEqual(['interrupted', 'interrupted']);
    const again = await project.command(['compare', '--replay', 'latest', ...JSON_REPORT]);
    expect(JSON.parse(again.out)).toEqual(report);
    await expectOrderlyEnd(result, project, place);
    await expectProcessesGone(children);
    expect(readRepositoryState(project)).toEqual(before);
  });
});

describe('a second signal', () => {
  /** Ignores signals, so that the first signal has something to wait for. */
  const STUBBORN = `import { appendFileSync } from 'node:fs';
process.on('SIGTERM', () => undefined);
process.on('SIGINT', () => undefined);
appendFileSync(process.env.STARTS_FILE, 'x');
setInterval(() => undefined, 1_000);
`;

  // SIGINT twice: interrupts.test.ts.
  it('SIGTERM leaves at once with 143: no process stays, and the next command removes the rest', async () => {
    const project = createLiveProject({ 'stubborn.mjs': STUBBORN });
    const place = createIsolatedEnvironment();
    const before = readRepositoryState(project);
    const file = join(project.cache, 'starts');
    const env = { ...place.env, STARTS_FILE: file };
    const running = project.start(['compare', 'main', '--', 'node', 'stubborn.mjs'], env);
    await waitUntil(() => existsSync(file));
    const children = listChildProcesses(running.child.pid ?? -1);
    running.child.kill('SIGTERM');
    await waitUntil(() => running.err().includes('Interrupt again to quit at once'));
    // Two signals in quick succession would count as one key press.
    await sleep(400);
    running.child.kill('SIGTERM');
    const { code, err } = await running.result;
    expect({ code, err }).toMatchObject({ code: 143 });
    expect(err).not.toMatch(/^\s+at /mu);
    await place.expectNoProcess();
    await expectProcessesGone(children);
    expect(readRepositoryState(project)).toEqual(before);

    const executors = createCostExecutors(() => ({ wall_time: 10 }));
    const next = await project.command(['compare', 'main'], { env, executors });
    expect(next.code, next.err).toBe(0);
    expect(project.snapshots()).toEqual([]);
    expect(place.temporary()).toEqual([]);
  });
});
