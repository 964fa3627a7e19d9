import { ImportProblem } from './importer.ts';

/** Milliseconds in a unit of time, by the names that benchmark tools give them. */
const MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  min: 60_000,
  m: 60_000,
  hr: 3_600_000,
  day: 86_400_000,
};

/** @throws ImportProblem for a unit that no tool writes. */
export function millisecondsPerUnit(unit: string): number {
  const factor = Object.hasOwn(MS, unit) ? MS[unit] : undefined;
  if (factor === undefined)
    throw new ImportProblem(`it reports times in an unknown unit: "${unit}"`);
  return factor;
}
