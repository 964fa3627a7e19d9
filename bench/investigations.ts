/**
 * Error rate of investigations: logs with a planted incident, and quiet logs, each drawn from a seed and
 * investigated by the command line. Takes two minutes.
 *
 *   npm run bench -- investigations                 twelve seeds of each kind
 *   npm run bench -- investigations --quick         two of each; not published
 *   node bench/investigations.ts --seeds 3 --only mix
 *   node bench/investigations.ts --known            shapes of logs that the readers were written by
 */
import '../harness/loader/register-self-reference.ts';
import { parseArgs } from 'node:util';
import { findWrongInvestigationAnswer } from '../test/support/planted-logs/find-diagnosis-error-for-planted-logs.ts';
import {
  PLANTED_LOG_KINDS,
  type PlantedLogKind,
} from '../test/support/planted-logs/planted-log-kinds.ts';
import { NO_PEER, printBenchResult } from './bench-result.ts';

const SEEDS = 12;
/** Seeds of the shapes that readers were written by; the others follow. */
const HELD_OUT_FROM = 3_000;
/** Maximum share of wrong answers, claimed for the upper end of the interval. */
const MOST_WRONG = 0.05;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    known: { type: 'boolean', default: false },
    seeds: { type: 'string' },
    only: { type: 'string' },
  },
});
const seeds = Number(values.seeds ?? (values.quick ? 2 : SEEDS));
const counted = new Map<PlantedLogKind, string[]>();
for (const kind of PLANTED_LOG_KINDS.filter(({ name }) => name.includes(values.only ?? ''))) {
  const wrong: string[] = [];
  for (let number = 1; number <= seeds; number += 1) {
    const seed = values.known ? number : HELD_OUT_FROM + number;
    const answer = await findWrongInvestigationAnswer(
      kind,
      seed,
      values.known ? 'known' : 'held out',
    );
    if (answer === null) continue;
    wrong.push(answer);
    console.error(`${kind.name} (${number}): ${answer}`);
  }
  counted.set(kind, wrong);
  console.error(`${kind.name}: ${wrong.length} of ${seeds} wrong`);
}

const kinds = [...counted];
printBenchResult({
  title: 'Answers of investigations to planted logs',
  method: `Two hours of logs of a service, drawn from a seed, with an incident planted in them or none, are investigated by the command line. ${seeds} of each kind; ${values.known ? 'in shapes of logs that the readers were written by' : 'in shapes of logs that were first used once the readers were done'}. The interval is that of Wilson (1927) at 95 %.`,
  columns: { ours: 'wrong', peer: '' },
  rows: [
    rowOf(
      'answers to planted incidents',
      kinds.filter(([{ isQuiet }]) => !isQuiet),
    ),
    rowOf(
      'answers to logs in which nothing happens',
      kinds.filter(([{ isQuiet }]) => isQuiet),
    ),
  ],
  tables: [
    {
      title: 'By kind',
      note: '',
      head: ['what is planted', 'n', 'wrong'],
      body: kinds.map(([{ name }, wrong]) => [name, String(seeds), String(wrong.length)]),
    },
  ],
});

function rowOf(name: string, some: readonly (readonly [PlantedLogKind, readonly string[]])[]) {
  const n = some.length * seeds;
  const wrong = some.reduce((sum, [, own]) => sum + own.length, 0);
  const [low, high] = wilson(wrong, n);
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  return {
    name,
    ours: `${wrong} of ${n} (${percent(low)} to ${percent(high)})`,
    ...NO_PEER,
    limit: `at most ${percent(MOST_WRONG)}`,
    holds: n === 0 || wrong / n <= MOST_WRONG,
  };
}

/** 95 % interval of a share (Wilson, Journal of the American Statistical Association 22, 1927). */
function wilson(count: number, n: number): readonly [low: number, high: number] {
  if (n === 0) return [0, 1];
  const z = 1.96;
  const center = (count + z ** 2 / 2) / (n + z ** 2);
  const half = (z / (n + z ** 2)) * Math.sqrt((count * (n - count)) / n + z ** 2 / 4);
  return [Math.max(0, center - half), Math.min(1, center + half)];
}
