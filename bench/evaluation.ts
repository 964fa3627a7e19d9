/**
 * The improvement loop on code nobody here wrote: a release or a commit with a known cost, and beside
 * what the loop makes of it the later one that mended it. Takes hours, can be stopped at any time, and
 * goes on with the next case.
 *
 *   npm run bench -- evaluation                      the eight packages, what is not in the journal yet
 *   npm run bench -- evaluation --fresh              forgets what was done
 *   node bench/evaluation.ts --part development      repositories at a commit, as often as one likes
 *   node bench/evaluation.ts --part held-out         those that are looked at once, at the end
 *   node bench/evaluation.ts --only later            one of the three things that are done: loop, later, fuzz
 */
import '../harness/loader/register-self-reference.ts';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createHost } from '../harness/host.ts';
import { type BenchResult, type BenchRow, printBenchResult } from './bench-result.ts';
import { ROOT } from './built-package.ts';
import {
  compareLaterRelease,
  type EvaluationEntry,
  fuzzAcceptedChanges,
  fuzzEntryId,
  type LaterReleaseEntry,
  type LoopEntry,
  laterReleaseEntryId,
  loopEntryId,
  runImprovementLoop,
} from './evaluation/evaluate-package.ts';
import { type EvaluationCase, nameCaseSides } from './evaluation/evaluation-case.ts';
import { type CaseGroup, listCases } from './evaluation/list-cases.ts';
import type { LoopCycle } from './evaluation/read-loop-cycles.ts';
import { withPostgres } from './evaluation/with-postgres.ts';
import { openBenchJournal } from './verdicts/bench-journal.ts';
import { readProvenance } from './verdicts/provenance.ts';

const { values, positionals } = parseArgs({
  options: {
    fresh: { type: 'boolean', default: false },
    part: { type: 'string', default: 'packages' },
    only: { type: 'string' },
  },
  allowPositionals: true,
});
const part = partOf(values.part);
if (values.fresh && part === 'held-out') throw new TypeError('What is held out is run once.');
const suffix = part === 'packages' ? '' : `-${part}`;
const file = join(ROOT, `.perf-harness/bench/evaluation${suffix}.jsonl`);
if (values.fresh) rmSync(file, { force: true });
const journal = openBenchJournal<EvaluationEntry>(file);
const provenance = readProvenance();
const host = createHost();
const cases = listCases(part);
for (const evaluationCase of cases) {
  if (positionals.length > 0 && !positionals.includes(evaluationCase.name)) continue;
  await withPostgres(evaluationCase, async () => {
    if (wants('loop') && !isDone(loopEntryId(evaluationCase)))
      keep(runImprovementLoop(evaluationCase, provenance));
    if (wants('later') && !isDone(laterReleaseEntryId(evaluationCase)))
      keep(compareLaterRelease(evaluationCase, provenance));
    const kept = keptOf(evaluationCase);
    if (wants('fuzz') && kept !== null && !isDone(fuzzEntryId(evaluationCase))) {
      keep(await fuzzAcceptedChanges(host, evaluationCase, kept, provenance));
    }
  });
}
printBenchResult(resultOf(journal.entries()));

function partOf(word: string): CaseGroup {
  if (word === 'packages' || word === 'development' || word === 'held-out') return word;
  throw new TypeError(`There is no part «${word}»: packages, development or held-out.`);
}

function wants(kind: EvaluationEntry['kind']): boolean {
  return values.only === undefined || values.only === kind;
}

function keptOf(evaluationCase: EvaluationCase): string | null {
  const loop = journal.entries().find(({ id }) => id === loopEntryId(evaluationCase));
  return loop?.kind === 'loop' ? loop.patch : null;
}

function isDone(id: string): boolean {
  return journal.entries().some((entry) => entry.id === id);
}

function keep(entry: EvaluationEntry): void {
  journal.append(entry);
  console.error(JSON.stringify(entry, null, 1));
}

function resultOf(entries: readonly EvaluationEntry[]): BenchResult {
  const pairs = cases.flatMap((evaluationCase) => {
    const loop = entries.find(({ id }) => id === loopEntryId(evaluationCase));
    const later = entries.find(({ id }) => id === laterReleaseEntryId(evaluationCase));
    return loop?.kind !== 'loop'
      ? []
      : [{ one: evaluationCase, loop, later: later?.kind === 'later' ? later : null }];
  });
  return {
    title:
      part === 'packages'
        ? 'The loop on packages of others'
        : `The loop on repositories of others: ${part}`,
    method: `${part === 'packages' ? 'Releases of npm packages, chosen by their changelogs before anything was run, each followed by one that fixed a cost of a kind that the catalogue had then.' : 'Commits of public repositories, chosen by their messages before anything was run, each beside the one before it.'} \`perf-harness optimize\` is run on the earlier one with its own tests; the later one is compared with it by the same scenario. Ratios are of wall times, after to before. Nothing is promised.`,
    rows: pairs.map(({ one: pair, loop, later }) => rowOf(pair, loop, later?.gain ?? null)),
    seconds: pairs.reduce((sum, { loop }) => sum + loop.seconds, 0),
    tables: [
      {
        title: 'What was found, proposed and kept',
        note: '',
        head: ['package', 'first bottleneck', 'gate', 'proposed', 'it ended by'],
        body: pairs.flatMap(({ one: pair, loop }) =>
          loop.cycles.map((cycle) => lineOf(pair, loop, cycle)),
        ),
      },
    ],
  };
}

function rowOf(
  evaluationCase: EvaluationCase,
  { cycles, seconds }: LoopEntry,
  later: LaterReleaseEntry['gain'],
): BenchRow {
  const ratios = cycles.flatMap(({ ratio }) => ratio ?? []);
  const product = (pick: (ratio: (typeof ratios)[number]) => number): number | null =>
    ratios.length === 0 ? null : ratios.reduce((all, ratio) => all * pick(ratio), 1);
  const laterText =
    later === null
      ? 'not compared'
      : `${later.verdict} ${later.ratio?.toFixed(3)} (${later.low?.toFixed(3)} to ${later.high?.toFixed(3)})`;
  return {
    name: `${evaluationCase.name} ${nameCaseSides(evaluationCase).from}: ${evaluationCase.defect} (${evaluationCase.kind}; ${evaluationCase.source})`,
    ours: ratios.length === 0 ? `nothing was kept, ${seconds} s` : `kept, ${seconds} s`,
    peer: `${nameCaseSides(evaluationCase).to}: ${laterText}`,
    ratio: product(({ value }) => value),
    low: product(({ low }) => low),
    high: product(({ high }) => high),
    limit: 'none',
    holds: true,
  };
}

function lineOf(
  evaluationCase: EvaluationCase,
  { stop }: LoopEntry,
  cycle: LoopCycle,
): readonly string[] {
  const { bottleneck, share, gate, changes } = cycle;
  const proposed = changes.map(({ description, end, reason }) =>
    reason === '' ? `${end}: ${description}` : `${end}: ${description}: ${reason}`,
  );
  return [
    `${evaluationCase.name} ${nameCaseSides(evaluationCase).from}`,
    `${bottleneck}, ${share.toFixed(1)} %`,
    gate,
    proposed.length === 0 ? 'nothing' : proposed.join('; '),
    stop,
  ].map((cell) => cell.replaceAll('|', '\\|').replaceAll(/\s+/gu, ' '));
}
