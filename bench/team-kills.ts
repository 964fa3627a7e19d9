/**
 * Whether a team that was killed ends as one that was not: kill -9 of its coordinator or of one of its
 * workers at a hundred random moments. All of them are real processes with real worktrees and commits; what
 * changes cost is read from files. The user's repository is to stay byte for byte as it was, and nothing is
 * to be left over. Can be stopped at any time, and goes on where it was stopped.
 *
 *   node bench/team-kills.ts            a hundred
 *   node bench/team-kills.ts --quick    four
 *   node bench/team-kills.ts --fresh    forgets what was done
 */
import '../harness/loader/register-self.ts';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import type { Victim } from '../test/support/kill/killed-team.ts';
import { ROOT } from './built-package.ts';
import { type JournalEntry, openJournal } from './verdicts/journal.ts';
import { readProvenance } from './verdicts/provenance.ts';

const { runTeamOnce } = await import('../test/support/kill/killed-team.ts');
const { draws } = await import('../test/support/draws.ts');

interface TeamKillEntry extends JournalEntry {
  readonly id: string;
  readonly victim: Victim;
  /** Of the time that an undisturbed session took: when it was killed. */
  readonly moment: number;
  readonly isSame: boolean;
  readonly isUntouched: boolean;
  readonly left: readonly string[];
  readonly seconds: number;
}

const SEED = 3100;
/** Each waits for git most of the time. */
const AT_ONCE = 2;
/** Moments that are drawn for a kill; at some of them there is nobody to kill. */
const MOST_DRAWS = 20;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
  },
});
const file = join(
  ROOT,
  values.quick ? '.perf-harness/bench-team-kills.jsonl' : '.perf-harness/bench/team-kills.jsonl',
);
if (values.fresh || values.quick) rmSync(file, { force: true });
const journal = openJournal<TeamKillEntry>(file);
const provenance = readProvenance();
const usual = await runTeamOnce(null);
const queue = Array.from({ length: values.quick ? 4 : 100 }, (_, index) => index).filter(
  (index) => !journal.entries().some(({ id }) => id === `team/${index}`),
);
const workOff = async (): Promise<void> => {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    journal.append(await once(`team/${next}`, next));
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, workOff));
const entries = journal.entries();
const fine = entries.filter(isFine).length;
const of = (victim: Victim): number => entries.filter((one) => one.victim === victim).length;
console.log(
  `${fine} of ${entries.length} killed sessions ended as one that nobody disturbed, with the repository as it was and nothing left over (${of('coordinator')} coordinators, ${of('worker')} workers)`,
);
process.exitCode = fine === entries.length ? 0 : 1;

function isFine({
  isSame,
  isUntouched,
  left,
}: Pick<TeamKillEntry, 'isSame' | 'isUntouched' | 'left'>): boolean {
  return isSame && isUntouched && left.length === 0;
}

async function once(id: string, index: number): Promise<TeamKillEntry> {
  const victim: Victim = index % 2 === 0 ? 'coordinator' : 'worker';
  const { uniform } = draws(SEED + index);
  for (let drawn = 0; drawn < MOST_DRAWS; drawn += 1) {
    const moment = uniform();
    const { wasKilled, outcome, isUntouched, left, durationMs } = await runTeamOnce({
      victim,
      afterMs: moment * usual.durationMs,
    });
    const isSame = isDeepStrictEqual(outcome, usual.outcome);
    const seconds = Math.round(durationMs / 1_000);
    const entry = { ...provenance(), id, victim, moment, isSame, isUntouched, left, seconds };
    // One that nobody was killed in has to end alike too.
    if (!wasKilled && isFine(entry)) continue;
    console.error(
      `${isFine(entry) ? '✓' : '✗'} ${id} ${victim} at ${(moment * 100).toFixed(0)} % (${seconds} s)`,
    );
    if (!isSame) console.error(JSON.stringify({ outcome, usual: usual.outcome }));
    return entry;
  }
  throw new Error(`${id}: there was nobody to kill at any of ${MOST_DRAWS} moments`);
}
