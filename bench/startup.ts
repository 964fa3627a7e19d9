/** Compares the startup of the compiled command line with that of Node.js itself, alternately. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../harness/stats/descriptive-statistics.ts';
import { type BenchRow, NO_PEER, printBenchResult } from './bench-result.ts';
import { BIN, buildPackage } from './built-package.ts';
import { summarizeRatios } from './measure-alternately.ts';
import { type FirstCallTimes, measureFirstCall, TIMESTAMP_SCENARIO } from './measure-first-call.ts';
import { timeAlternatingCommands, timeCommand } from './time-alternating-commands.ts';

const ROUNDS = 25;
const MOST = 1.2;
const MOST_MS = 250;

const empty = { file: process.execPath, args: ['-e', '0'] };

buildPackage();
const folder = mkdtempSync(join(tmpdir(), 'bench-startup-'));
// A cache of its own, so that the first run of this bench compiles and caches the command line.
const cache = join(folder, 'cache');
process.env.PERF_HARNESS_CACHE = cache;
try {
  printBenchResult({
    title: 'Start-up, beside `node -e 0`',
    method: `${ROUNDS} rounds of one start each, in turn, the order swapped every round; medians, and the median of the rounds' ratios with its 95 % interval. The compiled package, on Node.js ${process.versions.node}. Of a run, from its spawn to the start of the process of its first unit, and to the first call of the function in it: a scenario in TypeScript, without a configuration; a tenth of a second of it is the look at the machine. The first start of all finds nothing kept of what the command line is compiled to.`,
    rows: [...['--version', '--help'].map(flagRow), commandRow(), ...runRows()],
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function flagRow(flag: string): BenchRow {
  const { ratio, ...row } = besideNode(`perf-harness ${flag}`, [BIN, flag]);
  return { ...row, ratio, limit: `at most ${MOST} times \`node -e 0\``, holds: ratio <= MOST };
}

/** Help of a command, which commander makes. */
function commandRow(): BenchRow {
  const row = besideNode('perf-harness run --help', [BIN, 'run', '--help']);
  return { ...row, limit: 'none', holds: true };
}

function besideNode(name: string, args: readonly string[]) {
  const { firstMs, secondMs, ratio, low, high } = timeAlternatingCommands(
    { file: process.execPath, args },
    empty,
    ROUNDS,
  );
  return {
    name,
    ours: `${firstMs.toFixed(0)} ms`,
    peer: `${secondMs.toFixed(0)} ms`,
    ratio,
    low,
    high,
  };
}

function runRows(): readonly BenchRow[] {
  const project = join(folder, 'project');
  mkdirSync(join(project, 'scenarios'), { recursive: true });
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(join(project, 'scenarios/sort.ts'), TIMESTAMP_SCENARIO);
  const begin = (): FirstCallTimes => measureFirstCall(project, cache, ['run']);
  const cold = Array.from({ length: 5 }, () => {
    rmSync(cache, { recursive: true, force: true });
    return begin();
  });
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    if (round % 2 === 0) return { begun: begin(), nodeMs: timeCommand(empty) };
    const nodeMs = timeCommand(empty);
    return { begun: begin(), nodeMs };
  });
  const nodeMs = rounds.map((round) => round.nodeMs);
  const row = (
    name: string,
    of: (begun: FirstCallTimes) => number,
    most: number | null,
  ): BenchRow => {
    const took = rounds.map(({ begun }) => of(begun));
    const ratios = took.map((ms, index) => ms / (nodeMs[index] ?? Number.NaN));
    return {
      name,
      ours: `${median(took).toFixed(0)} ms`,
      peer: `${median(nodeMs).toFixed(0)} ms`,
      ...summarizeRatios(ratios),
      limit: most === null ? 'none' : `at most ${most} ms`,
      holds: most === null || median(took) <= most,
    };
  };
  return [
    row('perf-harness run, to the first unit', ({ startedMs }) => startedMs, MOST_MS),
    row('perf-harness run, to the first call', ({ calledMs }) => calledMs, null),
    {
      name: 'perf-harness run, to the first unit, the first start of all',
      ours: `${median(cold.map(({ startedMs }) => startedMs)).toFixed(0)} ms`,
      ...NO_PEER,
      limit: 'none',
      holds: true,
    },
  ];
}
