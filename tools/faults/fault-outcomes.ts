/** Planting results: test/faults-noticed.jsonl, a JSON line per fault; an id's last line counts. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { FaultOutcome } from './seeded-fault.ts';

const RESULTS = 'test/faults-noticed.jsonl';

/** By id. */
export function readFaultOutcomes(file = RESULTS): ReadonlyMap<string, FaultOutcome> {
  if (!existsSync(file)) return new Map();
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return new Map(
    lines.map((line) => JSON.parse(line) as FaultOutcome).map((outcome) => [outcome.id, outcome]),
  );
}

export function writeFaultOutcome(outcome: FaultOutcome, file = RESULTS): void {
  appendFileSync(file, `${JSON.stringify(outcome)}\n`);
  console.log(`${outcome.id}: ${outcome.noticedBy ?? 'not noticed'}`);
}
