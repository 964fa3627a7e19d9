/**
 * Records the duration of each file, hooks included: vitest's JSON counts from the first test to
 * the last, so a proof that works in `beforeAll` would seem to take no time.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { Reporter } from 'vitest/node';

const FILE = 'reports-out/ci/proof-seconds.json';

export class ProofSecondsReporter implements Reporter {
  onTestRunEnd: NonNullable<Reporter['onTestRunEnd']> = (modules) => {
    const seconds = modules.map((module) => {
      const { setupDuration, duration } = module.diagnostic();
      return [relative(process.cwd(), module.moduleId), (setupDuration + duration) / 1_000];
    });
    mkdirSync(dirname(FILE), { recursive: true });
    writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(seconds), null, 2)}\n`);
  };
}

/** Durations of the last run, by file; empty if there was none. */
export function lastProofSeconds(): ReadonlyMap<string, number> {
  if (!existsSync(FILE)) return new Map();
  const noted = JSON.parse(readFileSync(FILE, 'utf8')) as Readonly<Record<string, number>>;
  return new Map(Object.entries(noted));
}
