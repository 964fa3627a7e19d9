import type { MergedSuspicion, StepSuspicion } from '../../model/program/bottleneck.ts';
import { normaliseMessage } from '../../model/program/normalise-message.ts';

/**
 * Suspicions that say the same of the same place, as one (P811-27). What differs from one sighting
 * to the next (numbers, times, ids) makes no difference.
 */
export function mergeSuspicions(found: readonly StepSuspicion[]): readonly MergedSuspicion[] {
  const merged = new Map<string, MergedSuspicion>();
  for (const { step, ...suspicion } of found) {
    const { category, location, description } = suspicion;
    const key = JSON.stringify([category, location, normaliseMessage(description)]);
    const known = merged.get(key) ?? { ...suspicion, affected_steps: [] };
    const steps = known.affected_steps;
    merged.set(key, { ...known, affected_steps: steps.includes(step) ? steps : [...steps, step] });
  }
  return [...merged.values()];
}
