import { spawnSync } from 'node:child_process';
import { ROOT } from '../built-package.ts';
import { describeMachine } from '../describe-machine.ts';
import type { Provenance } from './verdict-entries.ts';

/** Files that affect measurements; uncommitted changes of the code or of the bench count too. */
const MEASURING = ['api', 'cli', 'harness', 'reports', 'index.ts', 'bench'];

/** Reads once which code this is; each piece gets the time at which it was done. */
export function readProvenance(): () => Provenance {
  const git = (...args: readonly string[]): string =>
    spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' }).stdout.trim();
  // Results are excluded, since the bench itself writes them while it runs.
  const changed = git('status', '--porcelain', '--', ...MEASURING, ':!bench/results');
  const commit = `${git('rev-parse', '--short', 'HEAD')}${changed === '' ? '' : '+'}`;
  const node = process.versions.node;
  const machine = describeMachine();
  return () => ({ at: new Date().toISOString(), commit, node, machine });
}

/** Lists distinct values, like commits, versions or machines that pieces were measured with. */
export function listDistinct(values: readonly string[]): string {
  return [...new Set(values)].join(', ');
}
