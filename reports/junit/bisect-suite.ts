import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import type { BisectFacts } from '../facts/bisect/bisect-facts.ts';
import { type JunitSuite, junitCase } from './suite.ts';

/** Outcomes that answer what was asked. */
const ANSWERED: ReadonlySet<BisectReport['outcome']> = new Set(['found', 'range', 'ends-alike']);

/** A bisection as a suite of one case, which passes where it has an answer. */
export function bisectSuite(facts: BisectFacts, document: BisectReport): JunitSuite {
  const { scenario, metric, outcome, ends, duration_ms: durationMs } = document;
  const [run] = ends.runs;
  const text = [facts.headline.sentence, ...facts.cost].join('\n');
  const common = { name: `bisect ${metric}`, className: scenario, timeMs: durationMs };
  return {
    name: scenario,
    file: run?.file ?? null,
    startedAt: run?.startedAt ?? null,
    hostname: run?.environment?.machine.hostname ?? null,
    properties: [
      ['good', facts.good],
      ['bad', facts.bad],
    ],
    cases: [
      ANSWERED.has(outcome)
        ? junitCase({ ...common, result: 'passed', text })
        : junitCase({ ...common, result: 'skipped', type: outcome, message: text }),
    ],
    elapsedMs: durationMs,
  };
}
