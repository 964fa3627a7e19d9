/**
 * False acceptance of patches that change nothing: forty strikes with real tests and measurement, half
 * with the patch alone, half together with a patch that gains. Takes an hour or more, can be stopped
 * at any time and resumes.
 *
 *   npm run bench -- noise-patches            forty
 *   npm run bench -- noise-patches --quick    two; not published
 *   npm run bench -- noise-patches --fresh    forgets what was done
 */
import '../harness/loader/register-self-reference.ts';
import { type BenchResult, NO_PEER } from './bench-result.ts';
import { FASTER_PATCH, NEUTRAL_PATCHES } from './noise-patches/neutral-patches.ts';
import { openResumableBench } from './resumable-bench.ts';
import { readProvenance } from './verdicts/provenance.ts';

const { COMPARISON_LIMIT_MS, strikeNeutralPatch } = await import(
  './noise-patches/strike-neutral-patch.ts'
);
type NoiseEntry = Awaited<ReturnType<typeof strikeNeutralPatch>>;

/** Each patch so often in each setting: forty of all. */
const ROUNDS = 5;
/** Minimum number of rejected patches out of forty. */
const LEAST_REJECTED = 39;
const SETTINGS = ['alone', 'beside'] as const;

const bench = openResumableBench<NoiseEntry>('noise-patches');
const provenance = readProvenance();

for (let round = 0; round < (bench.isQuick ? 1 : ROUNDS); round += 1) {
  for (const { name, hypothesis } of bench.isQuick
    ? NEUTRAL_PATCHES.slice(0, 1)
    : NEUTRAL_PATCHES) {
    for (const setting of SETTINGS) {
      const id = `${setting}/${name}/${round}`;
      const patches = { name, noise: hypothesis, good: setting === 'beside' ? FASTER_PATCH : null };
      const take = async () => ({
        ...provenance(),
        ...(await strikeNeutralPatch(id, patches, bench.signal)),
      });
      await bench.once(id, take, lineOf);
    }
  }
}
bench.finish(resultOf);

function lineOf({ id, kept, reason, seconds }: NoiseEntry): string {
  return `${kept ? '✗ kept' : '✓ rejected'} ${id}: ${reason ?? ''} (${seconds.toFixed(0)} s)`;
}

function resultOf(entries: readonly NoiseEntry[]): BenchResult {
  const rejected = entries.filter(({ kept }) => !kept).length;
  const beside = entries.filter(({ goodKept }) => goodKept !== null);
  const good = beside.filter(({ goodKept }) => goodKept).length;
  const most = entries.length - Math.floor((LEAST_REJECTED / 40) * entries.length);
  return {
    title: 'Patches that change nothing',
    method: `A comment, another name of a variable, a function that nobody calls and white space, each in code that is run thousands of times in every measurement, as hypotheses of a strike with real tests and real measurement: half of them by itself, half beside a patch that makes the program faster. Each comparison has ${COMPARISON_LIMIT_MS / 1_000} s; what is not decided by then counts as no gain.`,
    seconds: Math.round(entries.reduce((sum, { seconds }) => sum + seconds, 0)),
    rows: [
      {
        ...NO_PEER,
        name: 'patches that change nothing are rejected',
        ours: `${rejected} of ${entries.length}`,
        limit: `at least ${LEAST_REJECTED} of 40`,
        holds: entries.length - rejected <= most,
      },
      {
        ...NO_PEER,
        name: 'the good patch beside them is kept',
        ours: `${good} of ${beside.length}`,
        limit: 'all',
        holds: good === beside.length,
      },
    ],
    tables: [
      {
        title: 'By patch',
        note: '',
        head: ['patch', 'alone: kept', 'beside a good one: kept'],
        body: NEUTRAL_PATCHES.map(({ name }) => [
          name,
          ...SETTINGS.map((setting) => {
            const own = entries.filter(
              (entry) => entry.patch === name && entry.setting === setting,
            );
            return `${own.filter(({ kept }) => kept).length} of ${own.length}`;
          }),
        ]),
      },
    ],
  };
}
