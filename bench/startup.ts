/** Start of the compiled command line beside the start of Node.js itself, in turn. */
import { alternate } from './alternate.ts';
import { type BenchRow, printBenchResult } from './bench-result.ts';
import { BIN, buildPackage } from './built-package.ts';

const ROUNDS = 25;
const MOST = 2.5;

buildPackage();

const empty = { file: process.execPath, args: ['-e', '0'] };
const rows = ['--version', '--help'].map((flag): BenchRow => {
  const ours = { file: process.execPath, args: [BIN, flag] };
  const { firstMs, secondMs, ratio, low, high } = alternate(ours, empty, ROUNDS);
  return {
    name: `perf-harness ${flag}`,
    ours: `${firstMs.toFixed(0)} ms`,
    peer: `${secondMs.toFixed(0)} ms`,
    ratio,
    low,
    high,
    limit: `at most ${MOST} times \`node -e 0\``,
    holds: ratio <= MOST,
  };
});

printBenchResult({
  title: 'Start-up, beside `node -e 0`',
  method: `${ROUNDS} rounds of one start each, in turn, the order swapped every round; medians, and the median of the rounds' ratios with its 95 % interval. The compiled package, on Node.js ${process.versions.node}.`,
  rows,
});
