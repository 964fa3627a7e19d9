/** Measures the time to read the sources of a large project: functions, calls, routes, patterns. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { median } from '../harness/stats/descriptive-statistics.ts';
import { NO_PEER, printBenchResult } from './bench-result.ts';
import { ROOT } from './built-package.ts';
import type { CodeReading } from './code-child.ts';

const FILES = 5000;
const ROUNDS = 3;
const MOST_SECONDS = 10;

const folder = mkdtempSync(join(tmpdir(), 'perf-harness-code-'));
try {
  const copied = makeProject();
  const readings = Array.from({ length: ROUNDS }, read);
  const [first] = readings;
  const lines = first?.lines ?? 0;
  const all = readings.map(({ wallMs }) => wallMs / 1000);
  const center = median(all);
  printBenchResult({
    title: 'Reading the code of a project',
    method: `A project of ${copied} files of TypeScript: the sources and tests of perf-harness itself, copied side by side until there are as many. Of them ${first?.files ?? 0} with ${lines.toLocaleString('en')} lines are read; tests are not. ${ROUNDS} processes, back to back, each of which reads the project once: from the first file to the last pattern, loading of the parser included; the median.`,
    rows: [
      {
        name: `reading a project of ${FILES} files`,
        ours: `${center.toFixed(1)} s (${Math.min(...all).toFixed(1)} to ${Math.max(...all).toFixed(1)})`,
        ...NO_PEER,
        limit: `at most ${MOST_SECONDS} s`,
        holds: center <= MOST_SECONDS,
      },
    ],
    tables: [
      {
        title: 'Processor time, and how busy the machine was',
        note: 'The load is the mean of the minute before the end, of all that wanted to run.',
        head: ['round', 'wall time', 'processor time', 'load', 'processors'],
        body: readings.map(({ wallMs, cpuMs, load }, at) => [
          String(at + 1),
          `${(wallMs / 1000).toFixed(1)} s`,
          `${(cpuMs / 1000).toFixed(1)} s`,
          load.toFixed(1),
          String(availableParallelism()),
        ]),
      },
    ],
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Creates a project of copies of the repository's sources, and returns its number of files. */
function makeProject(): number {
  const { stdout } = spawnSync('git', ['ls-files', '*.ts', ':!test/fixtures'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const sources = stdout.trim().split('\n');
  for (let count = 0; count < FILES; count += 1) {
    const source = sources[count % sources.length] ?? '';
    const target = join(folder, `part-${Math.floor(count / sources.length)}`, source);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(ROOT, source), target);
  }
  return FILES;
}

function read(): CodeReading {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'bench/code-child.ts'), folder],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`reading the code ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout) as CodeReading;
}
