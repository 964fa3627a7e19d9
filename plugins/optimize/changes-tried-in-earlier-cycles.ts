import type { Hypothesis, TriedChange } from './document/optimization-hypothesis.ts';
import { readCycleResults } from './phase-result-schemas.ts';
import type { RunContext } from './phase-worker-interfaces.ts';

/** Returns earlier cycles' proposals with outcomes, so generators propose something else. */
export function listTriedChanges(
  { host, paths }: Pick<RunContext, 'host' | 'paths'>,
  cycle: number,
): readonly TriedChange[] {
  return Array.from({ length: cycle - 1 }, (_, at) => changesOf(host, paths, at + 1)).flat();
}

function changesOf(
  host: RunContext['host'],
  paths: RunContext['paths'],
  cycle: number,
): readonly TriedChange[] {
  const results = readCycleResults(host, paths, cycle);
  const research = results.research();
  const execution = results.execution();
  const dropped = results.validation()?.hypotheses_removed ?? [];
  const outcomeOf = (id: string): Pick<TriedChange, 'outcome' | 'reason'> => {
    if (execution?.hypotheses_applied.includes(id)) return { outcome: 'kept', reason: null };
    const removed = execution?.hypotheses_removed.find((removal) => removal.id === id);
    if (removed !== undefined) return { outcome: 'removed', reason: removed.reason };
    const manual = execution?.manual?.find((manualChange) => manualChange.id === id);
    if (manual !== undefined) return { outcome: 'refused', reason: manual.reason };
    return dropped.includes(id)
      ? { outcome: 'refused', reason: 'the plan check rejected it' }
      : { outcome: 'not tried', reason: null };
  };
  return [
    ...(research?.hypotheses ?? []).map(
      ({ id, key, description }: Hypothesis): TriedChange => ({
        key,
        description,
        ...outcomeOf(id),
      }),
    ),
    ...(research?.rejected ?? []).map(
      ({ key, reason }): TriedChange => ({ key, description: key, outcome: 'refused', reason }),
    ),
  ];
}
