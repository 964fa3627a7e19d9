/** A disk that is full where calibrate, gate, compare and bisect keep what they found. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import { ownPlace, stateOfRepository, unfinishedFiles, until } from '../support/left-behind.ts';
import { liveProject, WORK_SCENARIO, workModule } from '../support/live-project.ts';
import { writeFiles } from '../support/run-cli.ts';
import { unwrapped } from '../support/unwrapped.ts';

const mounted: string[] = [];

afterEach(() => {
  for (const folder of mounted.splice(0)) execFileSync('umount', ['-l', folder]);
});

/** What an earlier calibration left; of no scenario, so that no verdict rests on it. */
const KNOWN = '{"schema":"perf-harness/calibrations@2","scenarios":[]}\n';

function smallDisk(folder: string, size: string): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  mounted.push(folder);
}

/** A state folder on a disk of its own that has earlier results, and no room for more. */
function fullDisk(folder: string): void {
  smallDisk(folder, '64k');
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

describe('a disk that is full under the state folder', () => {
  it.each([
    ['calibrate', ['calibrate', '--pairs', '10'], /wall_time/u],
    [
      'gate',
      ['gate', '--base', 'main', '--margin', '60%'],
      /work: wall_time (?:unchanged|inconclusive)/u,
    ],
    ['compare', ['compare', 'main', '--margin', '60%'], /unchanged|inconclusive/u],
    [
      'bisect',
      ['bisect', 'main~1', 'main', 'work', '--margin', '60%', '--time', '30s'],
      // On a machine that is busy it may stay open.
      /NO DIFFERENCE|INCONCLUSIVE/u,
    ],
  ] as const)(
    'ends %s with 2 and what is full, and keeps what was there',
    async (_, args, tells) => {
      const live = liveProject();
      live.git('commit', '--quiet', '--allow-empty', '-m', 'second');
      const before = stateOfRepository(live);
      const state = join(live.root, '.perf-harness');
      fullDisk(state);
      const names = readdirSync(state, { recursive: true, encoding: 'utf8' }).toSorted();
      const place = ownPlace();
      const { code, out, err } = await live.perf(args, place.env);
      expect({ code, err }).toMatchObject({ code: 2 });
      const told = unwrapped(err);
      expect(told).toContain(state);
      expect(told).toMatch(/ENOSPC.* Free some space on that disk/u);
      expect(told.match(/error:/gu)).toHaveLength(1);
      // What was measured is told all the same.
      expect(unwrapped(out)).toMatch(tells);
      expect(err).not.toMatch(/^\s+at /mu);
      expect(err).not.toContain('defect');
      expect(readFileSync(join(state, 'calibrations.json'), 'utf8')).toBe(KNOWN);
      expect(unfinishedFiles(live.root)).toEqual([]);
      expect(readdirSync(state, { recursive: true, encoding: 'utf8' }).toSorted()).toEqual(names);
      expect(live.snapshots()).toEqual([]);
      expect(place.temporary()).toEqual([]);
      expect(stateOfRepository(live)).toEqual(before);
      await place.expectNoProcess();
    },
  );
});

it('names what was not kept beside the report that could not be written there either', async () => {
  const live = liveProject();
  const state = join(live.root, '.perf-harness');
  fullDisk(state);
  const report = join(state, 'compare.json');
  const asked = ['compare', 'main', '--margin', '60%', '--reporter', `json=${report}`];
  const { code, err } = await live.perf(asked);
  expect({ code, err }).toMatchObject({ code: 2 });
  const told = unwrapped(err);
  expect(told.match(/ENOSPC/gu)).toHaveLength(2);
  expect(told).toContain(report);
  expect(told).toContain(join(state, 'comparisons'));
  expect(told.match(/error:/gu)).toHaveLength(1);
  expect(told.match(/Free some space on that disk/gu)).toHaveLength(1);
  expect(err).not.toMatch(/^\s+at /mu);
});

describe('a disk that becomes full while two sides are measured', () => {
  it.each([
    ['compare', ['compare', 'main']],
    ['gate', ['gate', '--base', 'main']],
  ] as const)('ends %s with 2, and what was measured after that is told', async (_, args) => {
    // Of so many scenarios most are measured after the first was saved.
    const several = WORK_SCENARIO.replace(
      /defineScenario\((.*)\);/su,
      "Array.from({ length: 4 }, (_, index) => defineScenario({ name: 'work ' + index, duration: '20 ms', warmup: '10 ms', run: work }));",
    );
    const live = liveProject({ 'scenarios/work.ts': several });
    const state = join(live.root, '.perf-harness');
    const saved = join(state, 'comparisons');
    smallDisk(state, '512k');
    const file = join(live.cache, 'report.json');
    const reporters = ['--reporter', 'terminal', '--reporter', `json=${file}`];
    const running = live.start([...args, '--margin', '60%', ...reporters]);
    const isSaved = (): boolean =>
      existsSync(saved) && readdirSync(saved).some((name) => name.endsWith('.json'));
    await until(isSaved);
    // What is written anew gives back the room of the old.
    const filling = setInterval(() => fill(join(state, 'filler')), 20);
    const { code, out, err } = await running.result;
    clearInterval(filling);
    expect({ code, err }).toMatchObject({ code: 2 });
    expect(unwrapped(err)).toMatch(/ENOSPC.* Free some space on that disk/u);
    expect(unwrapped(out)).toContain('work 3');
    const report = JSON.parse(readFileSync(file, 'utf8')) as ComparisonReport | GateReport;
    const told = 'checks' in report ? report.comparison : report;
    // It cannot be judged again: what lies there is as far as it came.
    expect(told?.id).toBe(null);
    const [left = ''] = readdirSync(saved);
    const kept = JSON.parse(readFileSync(join(saved, left), 'utf8')) as ComparisonReport;
    const unitsOf = (runs: ComparisonReport['runs'] = []): number =>
      runs.reduce((sum, { trials }) => sum + trials.length, 0);
    expect(unitsOf(kept.runs)).toBeGreaterThan(0);
    expect(unitsOf(kept.runs)).toBeLessThan(unitsOf(told?.runs));
    expect(told?.comparisons.map(({ verdict }) => verdict)).not.toContain('incomparable');
    expect(unfinishedFiles(live.root)).toEqual([]);
    expect(live.snapshots()).toEqual([]);
  });
});

describe('a full disk where the base keeps the head from being measured', () => {
  it('breaks no budget of what could not be measured alone', async () => {
    const built = WORK_SCENARIO.replace(
      'run: work',
      "prepare: 'node build.js', budgets: { wall_time: '< 1 s' }, run: work",
    );
    const live = liveProject({ 'scenarios/work.ts': built, 'build.js': 'process.exit(3);\n' });
    writeFiles(live.root, { 'build.js': '' });
    fullDisk(join(live.root, '.perf-harness'));
    const { code, out, err } = await live.perf(['gate', '--base', 'main', '--reporter', 'json']);
    expect({ code, err }).toMatchObject({ code: 2 });
    expect(err).toContain('ENOSPC');
    const { checks, findings } = JSON.parse(out) as GateReport;
    expect(checks.map(({ outcome }) => outcome)).toEqual(['incomparable']);
    expect(findings).toMatchObject([{ id: 'not-measured-alone', level: 'warning' }]);
  });
});

describe('a disk that is full under the cache folder', () => {
  it.each([
    ['calibrate', ['calibrate', '--pairs', '10']],
    ['gate', ['gate', '--base', 'main']],
    ['compare', ['compare', 'main']],
    ['bisect', ['bisect', 'main~1', 'main', 'work']],
  ] as const)('ends %s with 2, what is full and how to go on', async (_, args) => {
    const live = liveProject({ 'data.txt': 'x'.repeat(200_000) });
    live.git('commit', '--quiet', '--allow-empty', '-m', 'second');
    const before = stateOfRepository(live);
    smallDisk(live.cache, '128k');
    const place = ownPlace();
    const { code, out, err } = await live.perf(args, place.env);
    expect({ code, out, err }).toMatchObject({ code: 2 });
    const told = unwrapped(err);
    expect(told).toContain(live.cache);
    expect(told).toMatch(/free some space/iu);
    expect(told.match(/error:/gu)).toHaveLength(1);
    expect(err).not.toMatch(/^\s+at /mu);
    expect(live.snapshots()).toEqual([]);
    expect(place.temporary()).toEqual([]);
    expect(stateOfRepository(live)).toEqual(before);
    await place.expectNoProcess();
  });
});

describe('SIGTERM on a disk that is full', () => {
  it.each([
    ['calibrate', ['calibrate', '--pairs', '300'], 'wall_time'],
    ['gate', ['gate', '--base', 'main', '--margin', '0.0001%'], 'interrupted'],
    ['compare', ['compare', 'main', '--margin', '0.0001%'], 'wall_time'],
    ['bisect', ['bisect', 'main~1', 'main', 'work', '--margin', '0.0001%'], 'INTERRUPTED'],
  ] as const)(
    'ends %s with 143, with what was measured and what is full',
    async (_, args, tells) => {
      const noted = `import { appendFileSync } from 'node:fs';
appendFileSync(process.env.STARTS_FILE, 'x');
${workModule(2_000)}`;
      const live = liveProject({ 'src/work.js': noted });
      live.git('commit', '--quiet', '--allow-empty', '-m', 'second');
      const state = join(live.root, '.perf-harness');
      fullDisk(state);
      const starts = join(live.cache, 'starts');
      const running = live.start(args, { STARTS_FILE: starts });
      // Enough of them for a calibration to be kept.
      await until(() => existsSync(starts) && readFileSync(starts).length >= 50);
      running.child.kill('SIGTERM');
      const { code, signal, out, err } = await running.result;
      expect({ code, signal, err }).toMatchObject({ code: 143, signal: null });
      const told = unwrapped(err);
      expect(told).toContain('what was measured is being saved');
      expect(told).toContain(state);
      expect(told).toMatch(/error: .*ENOSPC.* Free some space on that disk/u);
      expect(unwrapped(out)).toContain(tells);
      expect(err).not.toMatch(/^\s+at /mu);
      expect(err).not.toContain('defect');
      expect(unfinishedFiles(live.root)).toEqual([]);
      expect(live.snapshots()).toEqual([]);
    },
  );
});
