import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { ROOT } from '../built-package.ts';

const BIN = join(ROOT, 'cli/bin.ts');

/** Wall time of one side divided by that of the other, with the interval of the deciding pairs. */
export interface Gain {
  readonly verdict: string;
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Runs the command line, from its sources, to its end. */
export function runHarness(cwd: string, args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    // The tests of the packages run on the Node.js that measures.
    env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
  });
  return { status: status ?? 70, stdout, stderr };
}

/** Reads the gain from a comparison in JSON; null: it has no wall time. */
export function readGain(text: string): Gain | null {
  try {
    const { comparisons } = JSON.parse(text) as ComparisonReport;
    const found = comparisons.find(({ metric }) => metric === 'wall_time');
    if (found === undefined) return null;
    const { verdict, ratio, low, high } = found;
    return { verdict, ratio, low, high };
  } catch {
    return null;
  }
}
