/**
 * Error rates of the differential check: naive changes that tests do not notice must be refuted, correct changes of the
 * same form must pass.
 *
 *   npm run bench -- evaluation-traps
 *   node bench/evaluation-traps.ts minus-zero nan-found      those that are named
 */
import '../harness/loader/register-self-reference.ts';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createHost } from '../harness/host.ts';
import { describeCheck } from '../plugins/optimize/view/describe-behavior-check.ts';
import { type BenchResult, type BenchRow, NO_PEER, printBenchResult } from './bench-result.ts';
import type { TrapCheckResult } from './evaluation/check-trap-change.ts';

const { checkTrapChange } = await import('./evaluation/check-trap-change.ts');

const names = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const host = createHost();
const HERE = join(import.meta.dirname, 'evaluation');
const rows: BenchRow[] = [];
const found: (readonly string[])[] = [];
const began = performance.now();
for (const kind of ['traps', 'rights'] as const) {
  for (const name of readdirSync(join(HERE, kind)).toSorted()) {
    if (names.length > 0 && !names.includes(name)) continue;
    const tried = await checkTrapChange(host, join(HERE, kind, name));
    rows.push(kind === 'traps' ? trapRow(name, tried) : rightRow(name, tried));
    found.push([
      name,
      tried.about.wrong ?? tried.about.right ?? '',
      shown(tried),
      tried.seconds.toFixed(1),
    ]);
    console.error(`${rows.at(-1)?.holds ? 'ok ' : 'NOT'} ${name}: ${rows.at(-1)?.ours}`);
  }
}
const result: BenchResult = {
  title: 'Traps, and changes that are right',
  method:
    'Small projects, each with a change and tests that pass with it (bench/evaluation/traps and rights). The differential check sees the tests run and has 20 s. A trap has to be refuted, and those whose harm is a loss of time or memory have to be refused with what was measured. What is right has to be found to do the same; what it costs on inputs as small as these is told.',
  rows,
  seconds: Math.round((performance.now() - began) / 1_000),
  tables: [
    {
      title: 'What was found',
      note: '',
      head: ['change', 'why', 'what the check says', 'seconds'],
      body: found,
    },
  ],
};
printBenchResult(result);

function trapRow(name: string, { about, result }: TrapCheckResult): BenchRow {
  const isLoss = about.expects === 'loss';
  const holds = result.state === (isLoss ? 'loses' : 'differs');
  const kind = result.state === 'differs' ? result.counterexample.kind : result.state;
  return {
    name: `trap ${name}: ${about.wrong}`,
    ours: kind,
    ...NO_PEER,
    limit: isLoss ? 'refused with the loss' : `refuted (${about.expects} expected)`,
    holds,
  };
}

function rightRow(name: string, { about, result }: TrapCheckResult): BenchRow {
  return {
    name: `right ${name}: ${about.right}`,
    ours: result.state,
    ...NO_PEER,
    limit: 'does the same',
    holds: result.state === 'same' || result.state === 'loses',
  };
}

function shown({ result }: TrapCheckResult): string {
  const text =
    result.state === 'differs'
      ? `${result.counterexample.kind}, ${result.counterexample.origin}: ${result.counterexample.call}: ${result.counterexample.before} before, ${result.counterexample.after} after`
      : describeCheck(result);
  return text.replaceAll('|', '\\|').replaceAll(/\s+/gu, ' ');
}
