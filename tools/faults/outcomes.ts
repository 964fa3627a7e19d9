/** What has been found of the faults, one line of JSON for each; the last one of an id holds. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Outcome } from './fault.ts';

/** By the tests as they are. */
export const NOW = 'test/faults-noticed.jsonl';
/** By those of commit b207828, of faults that no test notices now. */
export const BEFORE = 'test/faults-noticed-before.jsonl';

/** By id. */
export function readOutcomes(file = NOW): ReadonlyMap<string, Outcome> {
  if (!existsSync(file)) return new Map();
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return new Map(lines.map((line) => JSON.parse(line) as Outcome).map((one) => [one.id, one]));
}

export function writeOutcome(outcome: Outcome): void {
  appendFileSync(NOW, `${JSON.stringify(outcome)}\n`);
  console.log(`${outcome.id}: ${outcome.noticedBy ?? 'not noticed'}`);
}
