/**
 * The improvement loop on packages nobody here wrote: a release with a known defect, and beside what
 * the loop makes of it the later release that mended it. Takes the better part of an hour, can be
 * stopped at any time, and goes on with the next package.
 *
 *   npm run bench -- evaluation             what is not in the journal yet
 *   npm run bench -- evaluation --fresh     forgets what was done
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchResult, type BenchRow, printBenchResult } from './bench-result.ts';
import { ROOT } from './built-package.ts';
import { EVALUATION_CASES, type EvaluationCase } from './evaluation/cases.ts';
import {
  compareLater,
  type EvaluationEntry,
  type LaterEntry,
  type LoopEntry,
  laterId,
  loopId,
  runLoop,
} from './evaluation/evaluate-package.ts';
import type { LoopCycle } from './evaluation/read-loop.ts';
import { openJournal } from './verdicts/journal.ts';
import { readProvenance } from './verdicts/provenance.ts';

const { values, positionals } = parseArgs({
  options: { fresh: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const file = join(ROOT, 'bench/results/evaluation.jsonl');
if (values.fresh) rmSync(file, { force: true });
const journal = openJournal<EvaluationEntry>(file);
const provenance = readProvenance();
for (const one of EVALUATION_CASES) {
  if (positionals.length > 0 && !positionals.includes(one.name)) continue;
  if (!isDone(loopId(one))) keep(runLoop(one, provenance));
  if (!isDone(laterId(one))) keep(compareLater(one, provenance));
}
printBenchResult(resultOf(journal.entries()));

function isDone(id: string): boolean {
  return journal.entries().some((entry) => entry.id === id);
}

function keep(entry: EvaluationEntry): void {
  journal.append(entry);
  console.error(JSON.stringify(entry, null, 1));
}

function resultOf(entries: readonly EvaluationEntry[]): BenchResult {
  const pairs = EVALUATION_CASES.flatMap((one) => {
    const loop = entries.find(({ id }) => id === loopId(one));
    const later = entries.find(({ id }) => id === laterId(one));
    return loop?.kind !== 'loop'
      ? []
      : [{ one, loop, later: later?.kind === 'later' ? later : null }];
  });
  return {
    title: 'The loop on packages of others',
    method:
      'Releases of npm packages, chosen by their changelogs before anything was run, each followed by one that mended a cost of a kind of the catalogue. `perf-harness optimize` is run on the earlier one with the tests of its tarball; the later one is compared with it by the same scenario. Ratios are of wall times, after to before. Nothing is promised.',
    rows: pairs.map(({ one, loop, later }) => rowOf(one, loop, later?.gain ?? null)),
    seconds: pairs.reduce((sum, { loop }) => sum + loop.seconds, 0),
    tables: [
      {
        title: 'What was found, proposed and kept',
        note: '',
        head: ['package', 'first bottleneck', 'gate', 'proposed', 'it ended by'],
        body: pairs.flatMap(({ one, loop }) =>
          loop.cycles.map((cycle) => lineOf(one, loop, cycle)),
        ),
      },
    ],
  };
}

function rowOf(
  one: EvaluationCase,
  { cycles, seconds }: LoopEntry,
  later: LaterEntry['gain'],
): BenchRow {
  const ratios = cycles.flatMap(({ ratio }) => ratio ?? []);
  const product = (pick: (ratio: (typeof ratios)[number]) => number): number | null =>
    ratios.length === 0 ? null : ratios.reduce((all, ratio) => all * pick(ratio), 1);
  const laterText =
    later === null
      ? 'not compared'
      : `${later.verdict} ${later.ratio?.toFixed(3)} (${later.low?.toFixed(3)} to ${later.high?.toFixed(3)})`;
  return {
    name: `${one.name} ${one.from}: ${one.defect} (${one.kind}; ${one.source})`,
    ours: ratios.length === 0 ? `nothing was kept, ${seconds} s` : `kept, ${seconds} s`,
    peer: `${one.to}: ${laterText}`,
    ratio: product(({ value }) => value),
    low: product(({ low }) => low),
    high: product(({ high }) => high),
    limit: 'none',
    holds: true,
  };
}

function lineOf(one: EvaluationCase, { stop }: LoopEntry, cycle: LoopCycle): readonly string[] {
  const { bottleneck, share, gate, changes } = cycle;
  const proposed = changes.map(({ description, end, reason }) =>
    reason === '' ? `${end}: ${description}` : `${end}: ${description}: ${reason}`,
  );
  return [
    `${one.name} ${one.from}`,
    `${bottleneck}, ${share.toFixed(1)} %`,
    gate,
    proposed.length === 0 ? 'nothing' : proposed.join('; '),
    stop,
  ].map((cell) => cell.replaceAll('|', '\\|').replaceAll(/\s+/gu, ' '));
}
