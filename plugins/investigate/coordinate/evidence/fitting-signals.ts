import type {
  CauseEvidence,
  CauseMechanism,
  IncidentChange,
  IncidentOnset,
  IncidentSignal,
} from 'perf-harness';
import { clock, digits } from '../words.ts';

/** Intervals by which a number may lag behind what it is a sign of, or be seen before users notice. */
const ROOM = 2;

/** Numbers that became worse when it began, the largest change first. */
export function fittingSignals(
  signals: readonly IncidentSignal[],
  { low, high, kind }: IncidentOnset,
  intervalMs: number,
): readonly IncidentSignal[] {
  const room = ROOM * intervalMs;
  // What creeps has no moment of its own: any time before it shows will do.
  const first = kind === 'drift' ? Number.NEGATIVE_INFINITY : Date.parse(low) - room;
  return signals
    .filter((one) => isWorse(one))
    .filter(
      (one) => Date.parse(one.high) >= first && Date.parse(one.low) <= Date.parse(high) + room,
    )
    .toSorted((a, b) => shift(b) - shift(a));
}

/** Numbers that show what a change acts through, and changed when it began. */
export function bySignals(
  { mechanisms }: IncidentChange,
  fitting: readonly IncidentSignal[],
): readonly CauseEvidence[] {
  const [best] = fitting.filter(
    ({ mechanism }) => mechanism !== null && mechanisms.includes(mechanism),
  );
  if (best === undefined) return [];
  const { name, before, after, at } = best;
  const message = `${name} went from ${digits(before)} to ${digits(after)} at the same time`;
  // What a change acts through first says more than what follows of it.
  const weight = best.mechanism === mechanisms[0] ? 2 : 1.5;
  return [{ source: 'metrics', message, place: `${name} at ${clock(at)}`, weight }];
}

/** Less of a cache, of processors or of replicas is worse; of the rest, more. */
function isWorse({ name, mechanism, before, after }: IncidentSignal): boolean {
  const isGood = /hit|idle|free|available|replica/iu.test(name) || isSupply(mechanism);
  return isGood ? after < before : after > before;
}

function isSupply(mechanism: CauseMechanism | null): boolean {
  return mechanism === 'scaling';
}

function shift({ before, after }: IncidentSignal): number {
  return Math.abs(Math.log((Math.abs(after) + 1e-9) / (Math.abs(before) + 1e-9)));
}
