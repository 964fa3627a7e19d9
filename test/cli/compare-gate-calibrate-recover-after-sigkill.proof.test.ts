/** kill -9 of a comparison at every stage, and of gate and calibrate: the next command works, and nothing is left behind. */
import { existsSync, readdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../harness/stats/seeded-random.ts';
import {
  createIsolatedEnvironment,
  expectProcessesGone,
  findUnfinishedFiles,
  listChildProcesses,
  readRepositoryState,
  waitUntil,
} from '../support/detect-command-leftovers.ts';
import {
  createLiveProject,
  type LiveProject,
  WORK_SCENARIO,
  workModule,
} from '../support/live-comparison-project.ts';
import { type RunningCli, writeFiles } from '../support/run-cli.ts';

/** Draws the delay between each moment and its kill, the same in every run. */
const random = createRandom(20_261_122);

/**
 * Returns a program that records each start of a unit; a unit may have a helper that outlives it.
 * `BUILD` records each build.
 */
const noted = (rounds: number): string => `import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
appendFileSync(process.env.STARTS_FILE, 'x');
if (process.env.HELPER && process.env.PERF_HARNESS_TREE) {
  spawn('sleep', ['300'], { detached: true, stdio: 'ignore' }).unref();
}
${workModule(rounds)}`;
const BUILD = `import { appendFileSync } from 'node:fs';
appendFileSync(process.env.BUILDS_FILE, 'x');
setTimeout(() => undefined, Number(process.env.BUILD_MS ?? 300));
`;
/** So many files that removing them takes long enough to be interrupted by a kill. */
const MANY = Object.fromEntries(
  Array.from({ length: 1_500 }, (_, index) => [`data/${index % 30}/${index}.txt`, `${index}\n`]),
);

interface Killing {
  readonly project: LiveProject;
  readonly running: RunningCli;
  readonly starts: () => number;
  readonly builds: () => number;
}

interface Moment {
  readonly moment: string;
  /** Command that is killed; default: compare. */
  readonly args?: readonly string[];
  /** Resolves once the moment has come. */
  readonly wait: (killing: Killing) => Promise<void>;
  /** The kill comes up to this much later, milliseconds. */
  readonly spreadMs: number;
  /** Environment of the killed command only. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** True if a snapshot exists at that moment; without one, the kill missed the moment. */
  readonly leaves?: boolean;
}

const isMeasuring = ({ starts }: Killing): Promise<void> => waitUntil(() => starts() >= 10);

const MOMENTS: readonly Moment[] = [
  { moment: 'as it starts', wait: () => sleep(100), spreadMs: 500 },
  {
    moment: 'as it makes snapshots',
    wait: ({ project }) => waitUntil(() => hasEntries(snapshotOf(project))),
    spreadMs: 400,
    leaves: true,
  },
  {
    moment: 'as it builds',
    wait: ({ builds }) => waitUntil(() => builds() > 0),
    spreadMs: 900,
    leaves: true,
    env: { BUILD_MS: '300000' },
  },
  {
    moment: 'as it measures',
    wait: isMeasuring,
    spreadMs: 600,
    leaves: true,
    env: { HELPER: '1' },
  },
  {
    moment: 'as it moves sides from place to place',
    wait: async (killing) => {
      await waitUntil(() => killing.starts() >= 8);
      await nextMove(snapshotOf(killing.project));
    },
    spreadMs: 0,
    leaves: true,
  },
  {
    moment: 'as it explains',
    wait: ({ running }) => waitUntil(() => /profiled \d+ of/u.test(running.err())),
    spreadMs: 1_500,
    env: { PERF_HARNESS_NO_EXPLAIN: undefined },
    leaves: true,
  },
  {
    moment: 'as it removes its snapshots',
    wait: async ({ project, starts }) => {
      await waitUntil(() => starts() > 4);
      const folder = snapshotOf(project);
      // Both places are there from the first to the last unit.
      await waitUntil(() => ['0', '1'].some((place) => !existsSync(join(folder, place))));
    },
    spreadMs: 0,
  },
  {
    moment: 'as it tells its verdict',
    wait: ({ running }) => new Promise((resolve) => running.child.stdout?.once('data', resolve)),
    spreadMs: 0,
  },
  {
    moment: 'as a gate measures',
    args: ['gate', '--base', 'main', '--margin', '0.0001%'],
    wait: isMeasuring,
    spreadMs: 0,
    leaves: true,
  },
  {
    moment: 'as a calibration measures',
    args: ['calibrate', '--pairs', '90'],
    wait: isMeasuring,
    spreadMs: 0,
    leaves: true,
  },
];

/** Commands that start live sides, and so have to clean up what the killed command left. */
const NEXT = [
  ['compare', 'main', '--time', '1s', '--max-pairs', '8'],
  ['calibrate', '--time', '1ms'],
  ['gate', '--base', 'main', '--budget-seconds', '1'],
] as const;

const CASES = MOMENTS.map((moment, index) => ({
  ...moment,
  laterMs: moment.spreadMs === 0 ? 0 : random.integer(moment.spreadMs),
  next: NEXT[index % NEXT.length] ?? NEXT[0],
}));

describe('kill -9 at moments that the quick set does not cover', () => {
  it.each(CASES)('$moment, $laterMs ms later: $next.0 works afterwards', async (killCase) => {
    const project = createLiveProject({
      ...MANY,
      'build.js': BUILD,
      'src/work.js': noted(2_000),
      'scenarios/work.ts': WORK_SCENARIO.replace(
        'run: work',
        "prepare: 'node build.js', run: work",
      ),
    });
    writeFiles(project.root, { 'src/work.js': noted(6_000) });
    const before = readRepositoryState(project);
    const place = createIsolatedEnvironment();
    const [startsFile, buildsFile] = [join(project.cache, 'starts'), join(project.cache, 'builds')];
    const env = { ...place.env, STARTS_FILE: startsFile, BUILDS_FILE: buildsFile };
    const running = project.start(killCase.args ?? ['compare', 'main'], {
      ...env,
      ...killCase.env,
    });
    await killCase.wait({
      project,
      running,
      starts: () => lengthOf(startsFile),
      builds: () => lengthOf(buildsFile),
    });
    await sleep(killCase.laterMs);
    const children = listChildProcesses(running.child.pid ?? -1);
    running.child.kill('SIGKILL');
    const killed = await running.result;
    // The command may have finished its output before the signal arrived.
    if (killCase.moment !== 'as it tells its verdict') expect(killed.signal).toBe('SIGKILL');
    if (killCase.leaves) expect(project.snapshots()).toHaveLength(1);
    await place.expectNoProcess();
    await expectProcessesGone(children);
    expect(readRepositoryState(project)).toEqual(before);

    const next = await project.perf(killCase.next, env);
    expect([0, 1], next.err).toContain(next.code);
    expect(next.err).not.toContain('error');
    expect(project.snapshots()).toEqual([]);
    expect(place.temporary()).toEqual([]);
    expect(readRepositoryState(project)).toEqual(before);
    await place.expectNoProcess();
    // A comparison removes unfinished files of another comparison.
    if (killCase.next[0] === 'compare') expect(findUnfinishedFiles(project.root)).toEqual([]);
  });
});

function snapshotOf(project: LiveProject): string {
  return join(project.cache, 'snapshots', project.snapshots()[0] ?? '');
}

function hasEntries(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).some((name) => /^[ab]/u.test(name));
}

function lengthOf(file: string): number {
  return existsSync(file) ? readFileSync(file).length : 0;
}

/** Resolves when a side enters or leaves the folder; the other is yet to move or just moved. */
async function nextMove(folder: string): Promise<void> {
  expect(readdirSync(folder)).toContain('0');
  const watcher = watch(folder);
  try {
    await new Promise((resolve, reject) => {
      watcher.once('change', resolve);
      watcher.once('error', reject);
    });
  } finally {
    watcher.close();
  }
}
