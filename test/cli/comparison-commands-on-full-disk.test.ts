/**
 * A full disk where calibrate, gate, compare and bisect save their results. The disks are real; the
 * process and its units are real once, and scripted otherwise.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import {
  createIsolatedEnvironment,
  findUnfinishedFiles,
  readRepositoryState,
  waitUntil,
} from '../support/detect-command-leftovers.ts';
import { createFakeProcessSignals } from '../support/fake-process-signals.ts';
import {
  createLiveProject,
  type LiveProject,
  WORK_SCENARIO,
} from '../support/live-comparison-project.ts';
import { mountSmallDisk } from '../support/mount-small-disk.ts';
import {
  createCostExecutors,
  createScriptedProject,
  readScenarioCost,
} from '../support/project-with-scripted-measurements.ts';
import { writeFiles } from '../support/run-cli.ts';
import { unwrapTerminalOutput } from '../support/unwrap-terminal-output.ts';

/** File of an earlier calibration, without scenarios, so that no verdict rests on it. */
const KNOWN = '{"schema":"perf-harness/calibrations@2","scenarios":[]}\n';

/** Mounts a state folder on a separate disk that has earlier results and no space left. */
function fullDisk(folder: string): void {
  mountSmallDisk(folder, '64k');
  writeFileSync(join(folder, 'calibrations.json'), KNOWN);
  writeFileSync(join(folder, '.gitignore'), '*\n');
  for (const name of ['comparisons', 'bisections']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'earlier.json'), '{}');
  }
  fill(join(folder, 'filler'));
}

function fill(path: string): void {
  try {
    for (;;) writeFileSync(path, 'x'.repeat(4_096), { flag: 'a' });
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
  }
  expect(statSync(path).size).toBeGreaterThan(0);
}

/** A second commit of the same code. */
function withSecond(project: LiveProject): LiveProject {
  project.git('commit', '--quiet', '--allow-empty', '-m', 'second');
  return project;
}

/** Outcome of a command, run in its own process or in that of the test. */
interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

describe('a full disk under the state folder', () => {
  it.each([
    ['calibrate', ['calibrate', '--pairs', '10'], /wall_time/u],
    ['gate', ['gate', '--base', 'main'], /work: wall_time unchanged/u],
    ['compare', ['compare', 'main'], /unchanged/u],
    ['bisect', ['bisect', 'main~1', 'main', 'work'], /NO DIFFERENCE/u],
  ] as const)(
    'ends %s with 2, reports what is full, and keeps existing files',
    async (_, args, tells) => {
      const project = withSecond(createScriptedProject());
      const before = readRepositoryState(project);
      const state = join(project.root, '.perf-harness');
      fullDisk(state);
      const names = readdirSync(state, { recursive: true, encoding: 'utf8' }).toSorted();
      const place = createIsolatedEnvironment();
      const { code, out, err } = await project.command(args, { env: place.env });
      expect({ code, err }).toMatchObject({ code: 2 });
      const told = unwrapTerminalOutput(err);
      expect(told).toContain(state);
      expect(told).toMatch(/ENOSPC.* Free some space on that disk/u);
      expect(told.match(/error:/gu)).toHaveLength(1);
      // The measurements are still reported.
      expect(unwrapTerminalOutput(out)).toMatch(tells);
      expect(err).not.toMatch(/^\s+at /mu);
      expect(err).not.toContain('a bug in perf-harness');
      expect(readFileSync(join(state, 'calibrations.json'), 'utf8')).toBe(KNOWN);
      expect(findUnfinishedFiles(project.root)).toEqual([]);
      expect(readdirSync(state, { recursive: true, encoding: 'utf8' }).toSorted()).toEqual(names);
      expect(project.snapshots()).toEqual([]);
      expect(place.temporary()).toEqual([]);
      expect(readRepositoryState(project)).toEqual(before);
      await place.expectNoProcess();
    },
  );
});

it('names what was not stored next to the report that could not be written there either', async () => {
  const project = createScriptedProject();
  const state = join(project.root, '.perf-harness');
  fullDisk(state);
  const report = join(state, 'compare.json');
  const { code, err } = await project.command(['compare', 'main', '--reporter', `json=${report}`]);
  expect({ code, err }).toMatchObject({ code: 2 });
  const told = unwrapTerminalOutput(err);
  expect(told.match(/ENOSPC/gu)).toHaveLength(2);
  expect(told).toContain(report);
  expect(told).toContain(join(state, 'comparisons'));
  expect(told.match(/error:/gu)).toHaveLength(1);
  expect(told.match(/Free some space on that disk/gu)).toHaveLength(1);
  expect(err).not.toMatch(/^\s+at /mu);
});

describe('a full disk when a failing base prevents the head from being measured', () => {
  it('breaks no budget of a scenario that could not be measured alone', async () => {
    const built = WORK_SCENARIO.replace(
      'run: work',
      "prepare: 'node build.js', budgets: { wall_time: '< 1 s' }, run: work",
    );
    const project = createScriptedProject({
      'scenarios/work.ts': built,
      'build.js': 'process.exit(3);\n',
    });
    writeFiles(project.root, { 'build.js': '' });
    fullDisk(join(project.root, '.perf-harness'));
    const args = ['gate', '--base', 'main', '--reporter', 'json'];
    const { code, out, err } = await project.command(args);
    expect({ code, err }).toMatchObject({ code: 2 });
    expect(err).toContain('ENOSPC');
    const { checks, findings } = JSON.parse(out) as GateReport;
    expect(checks.map(({ outcome }) => outcome)).toEqual(['incomparable']);
    expect(findings).toMatchObject([{ id: 'not-measured-alone', level: 'warning' }]);
  });
});

describe('a full disk under the cache folder', () => {
  it.each([
    ['calibrate', ['calibrate', '--pairs', '10']],
    ['gate', ['gate', '--base', 'main']],
    ['compare', ['compare', 'main']],
    ['bisect', ['bisect', 'main~1', 'main', 'work']],
  ] as const)('ends %s with 2, and reports what is full and how to continue', async (_, args) => {
    const project = withSecond(createScriptedProject({ 'data.txt': 'x'.repeat(200_000) }));
    const before = readRepositoryState(project);
    mountSmallDisk(project.cache, '128k');
    const place = createIsolatedEnvironment();
    const { code, out, err } = await project.command(args, { env: place.env });
    expect({ code, out, err }).toMatchObject({ code: 2 });
    const told = unwrapTerminalOutput(err);
    expect(told).toContain(project.cache);
    expect(told).toMatch(/free some space on that disk/iu);
    expect(told.match(/error:/gu)).toHaveLength(1);
    expect(err).not.toMatch(/^\s+at /mu);
    expect(project.snapshots()).toEqual([]);
    expect(place.temporary()).toEqual([]);
    expect(readRepositoryState(project)).toEqual(before);
    await place.expectNoProcess();
  });
});

describe('SIGTERM on a full disk', () => {
  function expectTold(project: LiveProject, { out, err }: Ended, tells: string): void {
    const told = unwrapTerminalOutput(err);
    expect(told).toContain('Stopping and saving the measurements so far.');
    expect(told).toContain(join(project.root, '.perf-harness'));
    expect(told).toMatch(/error: .*ENOSPC.* Free some space on that disk/u);
    expect(unwrapTerminalOutput(out)).toContain(tells);
    expect(err).not.toMatch(/^\s+at /mu);
    expect(err).not.toContain('a bug in perf-harness');
    expect(findUnfinishedFiles(project.root)).toEqual([]);
    expect(project.snapshots()).toEqual([]);
  }

  it.each([
    ['calibrate', ['calibrate', '--pairs', '300'], 'wall_time'],
    ['gate', ['gate', '--base', 'main', '--margin', '0.0001%'], 'interrupted'],
    ['compare', ['compare', 'main', '--margin', '0.0001%'], 'wall_time'],
    ['bisect', ['bisect', 'main~1', 'main', 'work', '--margin', '0.0001%'], 'INTERRUPTED'],
  ] as const)(
    'ends %s with 143, and reports what was measured and what is full',
    async (_, args, tells) => {
      const project = withSecond(createScriptedProject());
      fullDisk(join(project.root, '.perf-harness'));
      const { signals, send } = createFakeProcessSignals();
      let isSent = false;
      const executors = createCostExecutors((scenario, { pair }) => {
        // Enough pairs for a calibration to be stored.
        if (pair === 12 && !isSent) {
          isSent = true;
          send('SIGTERM');
        }
        return readScenarioCost(scenario);
      });
      const ended = await project.command(args, { executors, host: { signals } });
      expect(ended).toMatchObject({ code: 143 });
      expectTold(project, ended, tells);
    },
  );

  it('ends a process that measures real units in the same way', async () => {
    const live = createLiveProject({ 'work.sh': 'echo >> "$STARTS_FILE"; sleep 0.02' });
    fullDisk(join(live.root, '.perf-harness'));
    const starts = join(live.cache, 'starts');
    const args = ['compare', 'main', '--margin', '0.0001%', '--', 'sh', 'work.sh'];
    const running = live.start(args, { STARTS_FILE: starts });
    await waitUntil(() => existsSync(starts) && readFileSync(starts).length >= 10);
    running.child.kill('SIGTERM');
    const ended = await running.result;
    expect(ended).toMatchObject({ code: 143, signal: null });
    expectTold(live, ended, 'wall_time');
  });
});
