/** Results of planting: test/faults-noticed.jsonl, one line of JSON a fault; the last one of an id counts. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Outcome } from './fault.ts';

const RESULTS = 'test/faults-noticed.jsonl';

/** By id. */
export function readOutcomes(file = RESULTS): ReadonlyMap<string, Outcome> {
  if (!existsSync(file)) return new Map();
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return new Map(
    lines.map((line) => JSON.parse(line) as Outcome).map((outcome) => [outcome.id, outcome]),
  );
}

export function writeOutcome(outcome: Outcome, file = RESULTS): void {
  appendFileSync(file, `${JSON.stringify(outcome)}\n`);
  console.log(`${outcome.id}: ${outcome.noticedBy ?? 'not noticed'}`);
}
