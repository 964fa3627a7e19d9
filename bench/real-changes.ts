/**
 * Real changes of packages nobody here wrote, each with a release whose changelog says that it made
 * something faster: does `compare` find it, and how large is it?
 *
 *   npm run bench -- real-changes
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ComparisonReport } from '../harness/model/documents/run-report-and-comparison-document.ts';
import { type BenchRow, NO_PEER, printBenchResult } from './bench-result.ts';
import { ROOT } from './built-package.ts';
import { makePackageProject } from './real-changes/make-package-project.ts';
import { REAL_CHANGES, type RealChange } from './real-changes/real-change-cases.ts';

const BIN = join(ROOT, 'cli/bin.ts');

function compare(change: RealChange): BenchRow {
  const { root, args } = makePackageProject(change);
  const started = performance.now();
  const { stdout, stderr } = spawnSync(process.execPath, [BIN, ...args, '--reporter', 'json'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const seconds = (performance.now() - started) / 1_000;
  rmSync(root, { recursive: true, force: true });
  const { name, from, to, changelog } = change;
  const title = `${name} ${from} → ${to} (${changelog}): \`perf-harness ${args.join(' ')}\``;
  const found = wallTime(stdout);
  if (found === null) {
    console.error(stderr);
    return { name: title, ...NO_PEER, ours: 'no result', limit: 'a result', holds: false };
  }
  const { ratio, low, high, verdict, screen_pairs, confirm_pairs } = found;
  console.error(
    `${name}: ${verdict} ${ratio?.toFixed(3)} (${low?.toFixed(3)} to ${high?.toFixed(3)})`,
  );
  return {
    name: title,
    ours: `${verdict}, ${screen_pairs} + ${confirm_pairs} pairs, ${seconds.toFixed(0)} s`,
    peer: '',
    ratio,
    low,
    high,
    limit: change.isFaster ? 'improved' : 'none',
    holds: !change.isFaster || verdict === 'improved',
  };
}

function wallTime(text: string): ComparisonReport['comparisons'][number] | null {
  try {
    const { comparisons } = JSON.parse(text) as ComparisonReport;
    return comparisons.find(({ metric }) => metric === 'wall_time') ?? null;
  } catch {
    return null;
  }
}

const only = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const wanted = REAL_CHANGES.filter(({ name }) => only.length === 0 || only.includes(name));

printBenchResult({
  title: 'Changes that others made',
  method:
    'Releases whose changelogs name a performance fix. Some are compared as two tagged commits of a repository that was made of the two tarballs, the others as two versions of a dependency (--dep). For those that are not faster any more on the Node.js that this runs on nothing is promised: they show what a changelog is worth ten years later. Everything is the default; the ratio is that of the wall time, head to base, with the interval of the pairs that decided.',
  rows: wanted.map(compare),
});
