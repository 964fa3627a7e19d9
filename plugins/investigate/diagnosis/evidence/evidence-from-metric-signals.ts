import type {
  CauseEvidence,
  CauseMechanism,
  IncidentChange,
  IncidentOnset,
  IncidentSignal,
} from '../../document/investigation-document.ts';
import { formatClock, formatThreeDigits } from '../../outputs/format-investigation-values.ts';

/** Intervals by which a metric may lag its cause, or precede the degradation users notice. */
const ROOM = 2;

/**
 * Fraction of a signal's change from which signals of the same mechanism at other times count
 * against it, by the probability that one coincides with the onset by chance.
 */
const AS_LARGE = 0.75;
/** Maximum expected number of such coincidences; above it, a signal at the onset is no evidence. */
const MOST_BY_CHANCE = 0.05;

/**
 * Finds signals that worsened at the onset, largest change first. Among thousands some change at
 * any time, so a signal counts only if few of its mechanism changed as much at other times.
 *
 * @param intervals - Number of intervals in the analysed period.
 */
export function findMatchingSignals(
  signals: readonly IncidentSignal[],
  { low, high, kind }: IncidentOnset,
  { intervalMs, intervals }: { readonly intervalMs: number; readonly intervals: number },
): readonly IncidentSignal[] {
  const room = ROOM * intervalMs;
  // A drift has no moment of its own: any time before it becomes visible fits.
  const first = kind === 'drift' ? Number.NEGATIVE_INFINITY : Date.parse(low) - room;
  const last = Date.parse(high) + room;
  const worse = signals.filter((signal) => isWorse(signal));
  const fits = (incidentSignal: IncidentSignal): boolean =>
    Date.parse(incidentSignal.high) >= first && Date.parse(incidentSignal.low) <= last;
  const others = worse.filter((signal) => !fits(signal));
  const ownMs = Date.parse(high) - Date.parse(low) + 2 * room;
  /** Expected number of signals of this mechanism with as large a change here by chance. */
  const byChance = ({ mechanism, ...signal }: IncidentSignal): number =>
    others
      .filter((other) => other.mechanism === mechanism && shift(other) >= AS_LARGE * shift(signal))
      .reduce((sum, other) => sum + ownMs + Date.parse(other.high) - Date.parse(other.low), 0) /
    (intervals * intervalMs);
  return worse
    .filter((signal) => fits(signal) && byChance(signal) <= MOST_BY_CHANCE)
    .toSorted((a, b) => shift(b) - shift(a));
}

/** Returns evidence from signals of a change's mechanisms that changed at the onset. */
export function signalEvidence(
  { mechanisms }: IncidentChange,
  fitting: readonly IncidentSignal[],
): readonly CauseEvidence[] {
  const [best] = fitting.filter(
    ({ mechanism }) => mechanism !== null && mechanisms.includes(mechanism),
  );
  if (best === undefined) return [];
  const { name, before, after, at } = best;
  const message = `${name} went from ${formatThreeDigits(before)} to ${formatThreeDigits(after)} at the same time`;
  // The primary mechanism of a change is stronger evidence than its consequences.
  const weight = best.mechanism === mechanisms[0] ? 2 : 1.5;
  return [{ source: 'metrics', message, place: `${name} at ${formatClock(at)}`, weight }];
}

/** Less of a cache, of processors or of replicas is worse; of the rest, more. */
function isWorse({ name, mechanism, before, after }: IncidentSignal): boolean {
  const isGood = /hit|idle|free|available|replica/iu.test(name) || isSupply(mechanism);
  return isGood ? after < before : after > before;
}

function isSupply(mechanism: CauseMechanism | null): boolean {
  return mechanism === 'scaling';
}

function shift({ before, after }: Pick<IncidentSignal, 'before' | 'after'>): number {
  return Math.abs(Math.log((Math.abs(after) + 1e-9) / (Math.abs(before) + 1e-9)));
}
