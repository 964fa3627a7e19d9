/** Commands that measure two sides and are told to end: exit code, what is left, what is kept. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import {
  childrenOf,
  expectGone,
  ownPlace,
  stateOfRepository,
  unfinishedFiles,
  until,
} from '../support/left-behind.ts';
import { type LiveProject, liveProject, workModule } from '../support/live-project.ts';

const JSON_REPORT = ['--reporter', 'json'];
/** Starts that only the pairs come to: before them the scenario is loaded, and each side tried. */
const INTO_PAIRS = 10;

/** Code that says when it is loaded. */
const noted = (rounds: number): string => `import { appendFileSync } from 'node:fs';
appendFileSync(process.env.STARTS_FILE, 'x');
${workModule(rounds)}`;

/** Three commits of the same code. */
function threeCommits(): LiveProject {
  const project = liveProject({ 'src/work.js': noted(2_000) });
  for (const message of ['second', 'third']) project.commit(message, { 'NOTES.md': message });
  return project;
}

/** A measurement that is under way, in surroundings of its own. */
async function underWay(project: LiveProject, args: readonly string[]) {
  const place = ownPlace();
  const before = stateOfRepository(project);
  const file = join(project.cache, 'starts');
  const running = project.start(args, { ...place.env, STARTS_FILE: file });
  await until(() => existsSync(file) && readFileSync(file).length >= INTO_PAIRS);
  expect(project.snapshots()).toHaveLength(1);
  const children = childrenOf(running.child.pid ?? -1);
  return {
    running,
    end: async (signal: NodeJS.Signals) => {
      running.child.kill(signal);
      const result = await running.result;
      expect(result.err).not.toContain('defect');
      expect(result.err).not.toMatch(/^\s+at /mu);
      return result;
    },
    expectNothingLeft: async () => {
      await place.expectNoProcess();
      await expectGone(children);
      expect(project.snapshots()).toEqual([]);
      expect(place.temporary()).toEqual([]);
      expect(unfinishedFiles(project.root)).toEqual([]);
      expect(stateOfRepository(project)).toEqual(before);
    },
  };
}

describe('SIGTERM', () => {
  it('ends gate with 143, which tells what it measured and passes nothing', async () => {
    const project = threeCommits();
    const args = ['gate', '--base', 'main', '--margin', '0.0001%', ...JSON_REPORT];
    const measurement = await underWay(project, args);
    const { code, signal, out } = await measurement.end('SIGTERM');
    expect({ code, signal }).toEqual({ code: 143, signal: null });
    const report = JSON.parse(out) as GateReport;
    expect(report.verdict).not.toBe('pass');
    expect(report.checks.map(({ outcome }) => outcome)).not.toContain('pass');
    const [base, head] = report.comparison?.runs ?? [];
    expect([base?.state, head?.state]).toEqual(['interrupted', 'interrupted']);
    expect(head?.trials.length).toBeGreaterThan(0);
    await measurement.expectNothingLeft();
  });

  it('ends calibrate with 143, and what was known before stays', async () => {
    const project = threeCommits();
    const known = join(project.root, '.perf-harness', 'calibrations.json');
    mkdirSync(dirname(known));
    const text = '{"schema":"perf-harness/calibrations@2","scenarios":[]}';
    writeFileSync(known, text);
    const measurement = await underWay(project, ['calibrate', '--pairs', '300']);
    const { code, signal } = await measurement.end('SIGTERM');
    expect({ code, signal }).toEqual({ code: 143, signal: null });
    // Fewer pairs than a calibration rests on are no reason to forget an earlier one.
    expect(readFileSync(known, 'utf8')).toBe(text);
    await measurement.expectNothingLeft();
  });

  it('ends bisect with 143, and names no culprit', async () => {
    const project = threeCommits();
    const args = ['bisect', 'main~2', 'main', 'work', '--margin', '0', ...JSON_REPORT];
    const measurement = await underWay(project, args);
    const { code, signal, out } = await measurement.end('SIGTERM');
    expect({ code, signal }).toEqual({ code: 143, signal: null });
    const report = JSON.parse(out) as BisectReport;
    expect(report).toMatchObject({ outcome: 'interrupted', confirmations: [] });
    await measurement.expectNothingLeft();
  });

  it('ends bisect with 143 while it searches, with the snapshots that it kept for that', async () => {
    const project = threeCommits();
    project.commit('slower', { 'src/work.js': noted(10_000) });
    project.commit('fifth', { 'NOTES.md': 'fifth' });
    const args = ['bisect', 'main~4', 'main', 'work', ...JSON_REPORT];
    const measurement = await underWay(project, args);
    await until(() => /bisect: \w+: \d+ pairs/u.test(measurement.running.err()));
    const { code, signal, out } = await measurement.end('SIGTERM');
    expect({ code, signal }).toEqual({ code: 143, signal: null });
    const report = JSON.parse(out) as BisectReport;
    expect(report.outcome).toBe('interrupted');
    expect(report.steps.length).toBeGreaterThan(0);
    await measurement.expectNothingLeft();
  });

  it('ends compare with 143, and keeps the pairs that were measured', async () => {
    const project = threeCommits();
    const args = ['compare', 'main', '--margin', '0', ...JSON_REPORT];
    const measurement = await underWay(project, args);
    const { code, signal, out } = await measurement.end('SIGTERM');
    expect({ code, signal }).toEqual({ code: 143, signal: null });
    const told = JSON.parse(out) as ComparisonReport;
    expect(told.runs.map(({ state }) => state)).toEqual(['interrupted', 'interrupted']);
    const again = await project.perf(['compare', '--replay', 'latest', ...JSON_REPORT]);
    expect(JSON.parse(again.out)).toEqual(told);
    await measurement.expectNothingLeft();
  });
});

describe('a second signal', () => {
  /** Does not end when it is asked to, so that the first signal has something to wait for. */
  const STUBBORN = `import { appendFileSync } from 'node:fs';
process.on('SIGTERM', () => undefined);
process.on('SIGINT', () => undefined);
appendFileSync(process.env.STARTS_FILE, 'x');
setInterval(() => undefined, 1_000);
`;

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s leaves at once with %i: no process stays, and the next command clears the rest',
    async (signal, expected) => {
      const project = liveProject({ 'stubborn.mjs': STUBBORN });
      const place = ownPlace();
      const before = stateOfRepository(project);
      const file = join(project.cache, 'starts');
      const env = { ...place.env, STARTS_FILE: file };
      const running = project.start(['compare', 'main', '--', 'node', 'stubborn.mjs'], env);
      await until(() => existsSync(file));
      const children = childrenOf(running.child.pid ?? -1);
      running.child.kill(signal);
      // Two that come close together are one key.
      await sleep(400);
      running.child.kill(signal);
      const { code, err } = await running.result;
      expect({ code, err }).toMatchObject({ code: expected });
      expect(err).not.toMatch(/^\s+at /mu);
      await place.expectNoProcess();
      await expectGone(children);
      expect(stateOfRepository(project)).toEqual(before);

      const next = await project.perf(['compare', 'main', '--time', '1s'], env);
      expect(next.code, next.err).toBe(0);
      expect(project.snapshots()).toEqual([]);
      expect(place.temporary()).toEqual([]);
    },
  );
});
