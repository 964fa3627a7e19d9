/** Runs the differential check on one small changed project: a folder of `traps/`, `rights/`. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { CheckResult } from '../../plugins/optimize/document/behavior-check-result.ts';
import { checkChange } from '../../plugins/optimize/verify/check-behavior-of-change.ts';

/** Description of a change in its folder. */
export interface TrapDescription {
  /** Why it is wrong; of a trap. */
  readonly wrong?: string;
  /** Expected refutation: a counter-example's kind, or `loss`, which only a measurement shows. */
  readonly expects?: string;
  /** Reason why it is correct, for a change that must be accepted. */
  readonly right?: string;
  /** Set when callbacks passed as arguments may be called concurrently. */
  readonly callbacks?: 'may-overlap';
}

export interface TrapCheckResult {
  readonly about: TrapDescription;
  readonly result: CheckResult;
  readonly seconds: number;
}

const BUDGET_MS = 20_000;
const TIMES_MS = 5_000;
const SEED = 29;

/** @throws Error if the tests do not pass with both versions, since it is then not a trap. */
export async function checkTrapChange(host: Host, folder: string): Promise<TrapCheckResult> {
  const about = JSON.parse(readFileSync(join(folder, 'about.json'), 'utf8')) as TrapDescription;
  const work = mkdtempSync(join(tmpdir(), 'perf-harness-trap-'));
  const [base, head] = [join(work, 'base'), join(work, 'head')];
  for (const side of [base, head]) {
    cpSync(folder, side, { recursive: true });
    writeFileSync(join(side, 'package.json'), MANIFEST);
  }
  run(head, 'git', ['apply', '-p1', 'change.diff']);
  for (const side of [base, head]) run(side, process.execPath, ['--test']);
  const began = performance.now();
  const result = await checkChange(host, {
    base,
    head,
    files: ['subject.js'],
    testCommand: 'node --test',
    budgetMs: BUDGET_MS,
    timesMs: TIMES_MS,
    seed: SEED,
    signal: new AbortController().signal,
    ...(about.callbacks === undefined ? {} : { callbacks: about.callbacks }),
  });
  const seconds = (performance.now() - began) / 1_000;
  rmSync(work, { recursive: true, force: true });
  return { about, result, seconds };
}

const MANIFEST = `${JSON.stringify({ name: 'subject', type: 'module', main: 'subject.js', scripts: { test: 'node --test' } })}\n`;

function run(cwd: string, file: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(file, args, {
    cwd,
    encoding: 'utf8',
    timeout: 60_000,
    env: {
      ...process.env,
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      GIT_CEILING_DIRECTORIES: dirname(cwd),
    },
  });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} in ${cwd}: ${stdout}${stderr}`);
}
