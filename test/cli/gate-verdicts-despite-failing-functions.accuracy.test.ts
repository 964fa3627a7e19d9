/**
 * Suite functions that interfere with each other, never end, or lose the processes they share:
 * complete gates that measure for real until their time is up.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { createIsolatedEnvironment, waitUntil } from '../support/detect-command-leftovers.ts';
import type { LiveProject } from '../support/live-comparison-project.ts';
import {
  createMisbehavingSuite,
  SLOWER_SCENARIO,
  UNCHANGED_SCENARIOS,
} from '../support/misbehaving-scenario-suite.ts';
import { findProcessesByVariable } from '../support/run-cli.ts';

const PATIENCE_MS = 150_000;
/** Factor by which a gate may exceed its time budget. */
const LONGER = 1.05;
/** Allowance for starting the command and copying the sides, which is not measuring time. */
const AROUND_MS = 2_500;

/** Starts a gate in a separate process with a budget in seconds. */
function startGate(project: LiveProject, seconds: number) {
  const place = createIsolatedEnvironment();
  const startedMs = performance.now();
  const args = ['gate', '--base', 'main', '--budget-seconds', String(seconds)];
  const running = project.start([...args, '--reporter', 'json'], place.env);
  const ended = async () => {
    const { code, out, err } = await running.result;
    const tookMs = performance.now() - startedMs;
    await place.expectNoProcess();
    if (out === '') throw new Error(`no report: ${err}`);
    const { checks, comparison } = JSON.parse(out) as GateReport;
    const outcomeOf = (name: string) => checks.find(({ scenario }) => scenario === name)?.outcome;
    const outcomes = checks.map(({ outcome }) => outcome);
    return { code, tookMs, outcomeOf, outcomes, comparisons: comparison?.comparisons ?? [] };
  };
  const processes = () => findProcessesByVariable(place.env.PERF_HARNESS_TEST ?? '');
  return { running, ended, processes };
}

type Ended = Awaited<ReturnType<ReturnType<typeof startGate>['ended']>>;

/**
 * Expects that only the slower scenario fails; the others may be inconclusive or refused, since a
 * limit may be below the current noise.
 */
function expectSlowerOnly({ outcomes, outcomeOf }: Ended): void {
  expect(outcomeOf(SLOWER_SCENARIO)).toBe('fail');
  expect(outcomes.filter((outcome) => outcome === 'fail')).toHaveLength(1);
  for (const name of UNCHANGED_SCENARIOS)
    expect(outcomeOf(name)).toMatch(/^(?:pass|undecided|refused)$/);
}

/** Expects a replay of the record to give the same comparisons. */
async function expectReplayed(project: LiveProject, { comparisons }: Ended): Promise<void> {
  const { out } = await project.perf(['compare', '--replay', 'latest', '--reporter', 'json']);
  expect((JSON.parse(out) as ComparisonReport).comparisons).toEqual(comparisons);
}

/** Processes in which functions are measured. */
function workers(pids: readonly number[]): readonly number[] {
  return pids.filter((pid) => {
    try {
      return /executors.function.worker/u.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
    } catch {
      return false;
    }
  });
}

describe('a gate of misbehaving functions', () => {
  it('finds the slower function, blames no sound function, meets its minute, and replays alike', {
    timeout: PATIENCE_MS,
  }, async () => {
    const project = createMisbehavingSuite();
    const ended = await startGate(project, 60).ended();
    expectSlowerOnly(ended);
    await expectReplayed(project, ended);
    expect(ended.tookMs).toBeLessThan(LONGER * 60_000 + AROUND_MS);
    // Scenarios that cannot be measured, even alone, are reported separately from slower scenarios.
    expect(ended.code).toBe(4);
    const passed = UNCHANGED_SCENARIOS.filter((name) => ended.outcomeOf(name) === 'pass');
    expect(passed.length).toBeGreaterThan(0);
    const failing = ['throws on the head', 'ends the process', 'kills the process'];
    for (const name of failing) expect(ended.outcomeOf(name)).toBe('failed');
  });
});

describe('a gate of sound functions', () => {
  it('survives a pause of all its processes for ten seconds without a wrong verdict', {
    timeout: PATIENCE_MS,
  }, async () => {
    const { ended, processes } = startGate(createMisbehavingSuite([]), 40);
    await waitUntil(() => workers(processes()).length === 2);
    await sleep(1_000);
    const stopped = processes();
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');
    await sleep(10_000);
    for (const pid of stopped) process.kill(pid, 'SIGCONT');
    const end = await ended();
    expectSlowerOnly(end);
    expect(end.tookMs).toBeLessThan(LONGER * 40_000 + AROUND_MS);
  });

  it('loses a pair with a killed process, but not its verdicts', {
    timeout: PATIENCE_MS,
  }, async () => {
    const { ended, processes } = startGate(createMisbehavingSuite([]), 40);
    for (let killed = 0; killed < 3; killed += 1) {
      await waitUntil(() => workers(processes()).length > 0);
      const [victim] = workers(processes());
      if (victim !== undefined) process.kill(victim, 'SIGKILL');
      await sleep(500);
    }
    expectSlowerOnly(await ended());
  });
});
