/**
 * Accuracy and speed of team sessions: branches measured while others are worked on, against lone comparisons
 * of the same commits; the time of four branches against that of four loops; and a package with two known
 * costs. Resumes where it was stopped; needs a quiet machine.
 *
 *   npm run bench -- team             all
 *   npm run bench -- team --quick     one team and its loops; not published
 *   npm run bench -- team --package   the package alone
 *   npm run bench -- team --fresh     forgets what was done
 */
import '../harness/loader/register-self-reference.ts';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchRow, type BenchTable, NO_PEER, printBenchResult } from './bench-result.ts';
import { ROOT } from './built-package.ts';
import type { LoopsEntry, TeamEntry } from './team/team-figures.ts';
import type { TwoCostsEntry } from './team/two-costs-package.ts';
import { type BenchJournalEntry, openBenchJournal } from './verdicts/bench-journal.ts';
import { readProvenance } from './verdicts/provenance.ts';

const { areEqualWithinNoise, runLoops, runTeam } = await import('./team/team-figures.ts');
const { COST_NAMES } = await import('./team/four-costs-project.ts');
const { runTeamOnPackage } = await import('./team/two-costs-package.ts');

type Entry = TeamEntry | LoopsEntry | TwoCostsEntry;

/** Teams of four branches each: twenty figures. */
const TEAMS = 5;
/** Minimum share of figures equal to those of separate runs: intervals of 95 %. */
const LEAST_SAME = 0.95;
/** Maximum duration relative to four loops in sequence. */
const MOST_TIME = 0.6;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    package: { type: 'boolean', default: false },
  },
});
const file = join(
  ROOT,
  values.quick ? '.perf-harness/bench-team.jsonl' : '.perf-harness/bench/team.jsonl',
);
if (values.fresh || values.quick) rmSync(file, { force: true });
const journal = openBenchJournal<Entry & BenchJournalEntry>(file);
const provenance = readProvenance();

function teamsAsked(): number {
  if (values.package) return 0;
  return values.quick ? 1 : TEAMS;
}

function once(id: string, make: (id: string) => Entry): void {
  if (journal.entries().some((journalEntry) => journalEntry.id === id)) return;
  const entry = make(id);
  console.error(`${id}: ${entry.seconds} s`);
  journal.append({ ...entry, ...provenance() });
}

for (let index = 0; index < teamsAsked(); index += 1) {
  once(`team/${index}`, runTeam);
  // Alternating with the first two teams, so that changes in the machine's speed affect both.
  if (index < 2) once(`loops/${index}`, runLoops);
}
if (!values.quick) once('package', runTeamOnPackage);

const all = journal.entries();
const teams = all.filter((entry) => entry.kind === 'team');
const loops = all.filter((entry) => entry.kind === 'loops');
const onPackage = all.find((entry) => entry.kind === 'package');
printBenchResult({
  title: 'Teams',
  method:
    'A project with four known costs in four files. A team works on them as four branches; each branch is then compared with the base by itself, with nothing beside it, and the two figures are held against each other. The same four changes are given to four loops, back to back. In a package at a release with two known costs a team with everything at its default has to find both.',
  rows: [
    ...(teams.length === 0 ? [] : [figures(), time()]),
    ...(onPackage === undefined ? [] : [found(onPackage)]),
  ],
  tables: [branches()],
});

function figures(): BenchRow {
  const both = teams.flatMap((team) => team.branches);
  const same = both.filter(({ inTeam, alone }) => areEqualWithinNoise(inTeam, alone)).length;
  return {
    name: 'figures of branches that are those of lone runs, within the noise of both',
    ours: `${same} of ${both.length}`,
    ...NO_PEER,
    limit: '19 of 20',
    holds: both.length > 0 && same / both.length >= LEAST_SAME,
  };
}

function time(): BenchRow {
  const pairs = loops.flatMap((loop, index) => {
    const team = teams[index];
    return team === undefined ? [] : [team.seconds / loop.seconds];
  });
  const mean = (values: readonly { readonly seconds: number }[]): string =>
    (values.reduce((sum, value) => sum + value.seconds, 0) / values.length).toFixed(0);
  const ratio = pairs.reduce((sum, pair) => sum + pair, 0) / pairs.length;
  return {
    name: 'four branches, against four loops back to back',
    ours: `${mean(teams.slice(0, loops.length))} s`,
    peer: `${mean(loops)} s`,
    ratio,
    low: Math.min(...pairs),
    high: Math.max(...pairs),
    limit: 'at most 60 % of the time',
    // Loops that accepted nothing would not be comparable.
    holds: ratio <= MOST_TIME && loops.every(({ kept }) => kept === COST_NAMES.length),
  };
}

function found({ found, combination }: TwoCostsEntry): BenchRow {
  const sum = combination?.metrics.find(({ metric }) => metric === 'wall_time')?.sum;
  return {
    name: 'a package with two known costs: found as branches, and their sum',
    ours: `${found} of 2${sum === undefined ? '' : `, together ${sum.ratio.toFixed(3)}`}`,
    peer: '',
    ratio: null,
    low: sum?.low ?? null,
    high: sum?.high ?? null,
    limit: 'both, and the sum measured',
    holds: found === 2 && sum !== undefined,
  };
}

function branches(): BenchTable {
  const text = ({ ratio, low, high }: { ratio: number; low: number; high: number }): string =>
    `${ratio.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
  return {
    title: 'Figures of branches',
    note: 'Wall time after to before, with its interval of 95 %.',
    head: ['team', 'branch', 'in the team', 'by itself'],
    body: teams.flatMap(({ id, branches }) =>
      branches.map(({ lane, inTeam, alone }) => [id, lane, text(inTeam), text(alone)]),
    ),
  };
}
