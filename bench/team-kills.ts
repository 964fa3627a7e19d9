/**
 * Whether a team that was killed ends as one that was not: kill -9 of its coordinator or of one of its
 * workers at a hundred random moments; all of them are real processes. Can be stopped at any time, and goes
 * on where it was stopped.
 *
 *   node bench/team-kills.ts            a hundred
 *   node bench/team-kills.ts --quick    four
 *   node bench/team-kills.ts --fresh    forgets what was done
 */
import '../harness/loader/register-self.ts';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { ROOT } from './built-package.ts';
import { type JournalEntry, openJournal } from './verdicts/journal.ts';
import { readProvenance } from './verdicts/provenance.ts';

const { runTeamOnce } = await import('../test/support/kill/killed-team.ts');
const { draws } = await import('../test/support/draws.ts');

interface TeamKillEntry extends JournalEntry {
  readonly id: string;
  readonly victim: 'coordinator' | 'worker';
  /** Of the time that an undisturbed session took: when it was killed. */
  readonly moment: number;
  readonly isSame: boolean;
}

const SEED = 3100;
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
  values.quick ? '.perf-harness/bench-team-kills.jsonl' : 'bench/results/team-kills.jsonl',
);
if (values.fresh || values.quick) rmSync(file, { force: true });
const journal = openJournal<TeamKillEntry>(file);
const provenance = readProvenance();
const usual = await runTeamOnce(null);
for (let index = 0; index < (values.quick ? 4 : 100); index += 1) {
  const id = `team/${index}`;
  if (journal.entries().some((one) => one.id === id)) continue;
  journal.append(await once(id, index));
}
const entries = journal.entries();
const same = entries.filter(({ isSame }) => isSame).length;
console.log(`${same} of ${entries.length} killed sessions ended as one that nobody disturbed`);
process.exitCode = same === entries.length ? 0 : 1;

async function once(id: string, index: number): Promise<TeamKillEntry> {
  const victim = index % 2 === 0 ? 'coordinator' : 'worker';
  const { uniform } = draws(SEED + index);
  for (let drawn = 0; drawn < MOST_DRAWS; drawn += 1) {
    const moment = uniform();
    const { wasKilled, outcome } = await runTeamOnce({
      ...{ victim, afterMs: moment * usual.durationMs },
    });
    const isSame = isDeepStrictEqual(outcome, usual.outcome);
    // One that nobody was killed in has to end alike too.
    if (!wasKilled && isSame) continue;
    console.error(`${isSame ? '✓' : '✗'} ${id} ${victim} at ${(moment * 100).toFixed(0)} %`);
    return { ...provenance(), id, victim, moment, isSame };
  }
  throw new Error(`${id}: there was nobody to kill at any of ${MOST_DRAWS} moments`);
}
