/**
 * Resumption of killed loops: kill -9 at a hundred random moments, ninety with costs read from files,
 * ten with real measurement; the executor is a separate process with real git, worktrees and tests.
 * Takes hours on a busy machine, can be stopped at any time and resumes.
 *
 *   npm run bench -- kills            a hundred
 *   npm run bench -- kills --quick    two; not published
 *   npm run bench -- kills --fresh    forgets what was done
 */
import '../harness/loader/register-self-reference.ts';
import type { LoopOutcome } from '../test/support/kill/spawn-killable-optimization-loop.ts';
import { type BenchResult, NO_PEER } from './bench-result.ts';
import { openResumableBench } from './resumable-bench.ts';
import type { BenchJournalEntry } from './verdicts/bench-journal.ts';
import { readProvenance } from './verdicts/provenance.ts';

const { killOptimizationLoopOnce, runUninterruptedLoop } = await import(
  '../test/support/kill/kill-and-resume-optimization-loop.ts'
);
const { createDraws } = await import('../test/support/random-draws.ts');

interface KillEntry extends BenchJournalEntry {
  /** `mock/17`. */
  readonly id: string;
  readonly kind: 'mock' | 'real';
  /** Time of the kill as a share of the duration of an uninterrupted loop. */
  readonly moment: number;
  readonly killedAfterMs: number;
  readonly isSame: boolean;
  readonly isUntouched: boolean;
  readonly left: readonly string[];
  readonly seconds: number;
}

const SEED = 814;
const KILLS = { mock: 90, real: 10 } as const;
/** Maximum number of concurrent loops; loops that measure need the machine for themselves. */
const AT_ONCE = { mock: 4, real: 1 } as const;
/** Maximum number of kill times drawn; a loop that is faster than usual may end before its kill. */
const MOST_DRAWS = 10;

const bench = openResumableBench<KillEntry>('kills');
const provenance = readProvenance();

for (const kind of ['mock', 'real'] as const) {
  const queue = idsOf(kind).filter(bench.isOpen);
  if (queue.length === 0) continue;
  const usual = await runUninterruptedLoop(kind);
  console.error(`${kind}: undisturbed in ${(usual.durationMs / 1_000).toFixed(1)} s`);
  const workOff = async (): Promise<void> => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      const own = id;
      await bench.once(own, () => killOnce(kind, own, usual), lineOf);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE[kind] }, workOff));
}
bench.finish(resultOf);

function idsOf(kind: 'mock' | 'real'): string[] {
  return Array.from({ length: bench.isQuick ? 1 : KILLS[kind] }, (_, index) => `${kind}/${index}`);
}

/** The first of its moments at which the loop had not ended yet. */
async function killAtRandom(kind: 'mock' | 'real', id: string, usualMs: number) {
  const { uniform } = createDraws(
    SEED + (kind === 'mock' ? 0 : KILLS.mock) + Number(id.split('/')[1]),
  );
  for (let drawn = 0; drawn < MOST_DRAWS; drawn += 1) {
    const moment = uniform();
    const { killedAfterMs, ...killed } = await killOptimizationLoopOnce(kind, moment * usualMs);
    if (killedAfterMs !== null) return { ...killed, killedAfterMs, moment };
    console.error(`${id} had ended before ${(moment * 100).toFixed(0)} %; another moment is drawn`);
  }
  throw new Error(`${id} had ended before each of ${MOST_DRAWS} moments`);
}

async function killOnce(
  kind: 'mock' | 'real',
  id: string,
  usual: { readonly outcome: LoopOutcome; readonly durationMs: number },
): Promise<KillEntry> {
  const started = performance.now();
  const killed = await killAtRandom(kind, id, usual.durationMs);
  const isSame = JSON.stringify(killed.outcome) === JSON.stringify(usual.outcome);
  if (!isSame) console.error(JSON.stringify({ ...killed, usual: usual.outcome }, null, 2));
  return {
    ...provenance(),
    id,
    kind,
    moment: killed.moment,
    killedAfterMs: killed.killedAfterMs,
    isSame,
    isUntouched: killed.isUntouched,
    left: killed.left,
    seconds: (performance.now() - started) / 1_000,
  };
}

function lineOf({ id, moment, isSame, isUntouched, left, seconds }: KillEntry): string {
  const isFine = isSame && isUntouched && left.length === 0;
  return `${isFine ? '✓' : '✗'} ${id} at ${(moment * 100).toFixed(0)} %, ${seconds.toFixed(0)} s`;
}

function resultOf(entries: readonly KillEntry[]): BenchResult {
  const of = (kind: KillEntry['kind']): readonly KillEntry[] =>
    entries.filter((entry) => entry.kind === kind);
  const claim = (
    name: string,
    some: readonly KillEntry[],
    holds: (entry: KillEntry) => boolean,
  ): BenchResult['rows'][number] => {
    const right = some.filter(holds).length;
    const ours = `${right} of ${some.length}`;
    return { ...NO_PEER, name, ours, limit: 'all', holds: right === some.length };
  };
  return {
    title: 'Loops that are killed',
    method: `kill -9 of a loop at random moments (seed ${SEED}, uniform over the time that an undisturbed one takes), then the same command with --resume. The executor is a process of its own; git, worktrees and tests are real. Where it had ended before, another moment is drawn.`,
    seconds: Math.round(entries.reduce((sum, { seconds }) => sum + seconds, 0)),
    rows: [
      claim(
        'same hypotheses and same tree, costs read from files',
        of('mock'),
        (entry) => entry.isSame,
      ),
      claim('same hypotheses and same tree, measured', of('real'), (entry) => entry.isSame),
      claim(
        'tree, index, stash, branches and hooks as before, after the kill and at the end',
        entries,
        (entry) => entry.isUntouched,
      ),
      claim('no worktree and no process is left', entries, (entry) => entry.left.length === 0),
    ],
  };
}
