import type {
  CauseEvidence,
  CauseMechanism,
  DataPart,
  IncidentChange,
  IncidentOnset,
  IncidentSignal,
} from '../document/investigation-document.ts';
import { formatClock, formatThreeDigits } from '../outputs/format-investigation-values.ts';
import { TRAFFIC_RISE_RATIO } from './evidence-from-changes.ts';

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

/** CPU time of the program itself, as named by client libraries and cAdvisor. */
const OWN_CPU =
  /^(?:rate\()?(?:process_cpu|nodejs_cpu|jvm_cpu|go_cpu|dotnet_cpu|container_cpu_usage)/iu;
/** A neighbour, or a cold cache, makes the same work cost some more. */
const CPU_RATIO = 1.5;
/** Weight of other code or packages in general: weaker evidence than a matching mechanism. */
const CPU_WEIGHT = 1.25;

/**
 * Returns evidence that the program uses more CPU for the same traffic, so the code it runs has
 * changed. Supports changes of code and packages with no known mechanism.
 */
export function cpuEvidence(
  { kind }: IncidentChange,
  fitting: readonly IncidentSignal[],
  { traffic }: Pick<DataPart, 'traffic'>,
): readonly CauseEvidence[] {
  if (kind !== 'code' && kind !== 'dependency') return [];
  const signal = fitting.find(
    ({ name, before, after }) => OWN_CPU.test(name) && after >= CPU_RATIO * before,
  );
  if (signal === undefined || (traffic?.ratio ?? 1) >= TRAFFIC_RISE_RATIO) return [];
  const { name, before, after, at } = signal;
  const message = `the program does more work for the same traffic: ${name} went from ${formatThreeDigits(before)} to ${formatThreeDigits(after)}`;
  return [
    { source: 'metrics', message, place: `${name} at ${formatClock(at)}`, weight: CPU_WEIGHT },
  ];
}

/** Metric names for the utilization of a pool, which rises if the pool gets smaller. */
const SHARE = /util|usage|percent|pct|ratio/iu;
/** Metric names for the number of busy connections of a pool. */
const BUSY = /(?<![a-z])(?:in_?use|busy|active|used|checked_?out)(?![a-z])/iu;
/** Factor by which noise may raise a number. */
const NOISE = 1.15;

/**
 * Returns evidence against a pool setting whose change is too small for the observed effect. A
 * smaller pool cannot have more busy connections than before, and its utilization grows at most by
 * the factor by which it shrank: beyond that, connections are in use for longer or more are
 * requested, and the pool only shows it.
 */
export function poolSizeEvidence(
  { kind, mechanisms, before, after }: IncidentChange,
  fitting: readonly IncidentSignal[],
): readonly CauseEvidence[] {
  const smaller = Number(before) / Number(after);
  if (kind !== 'configuration' || mechanisms[0] !== 'connections' || !(smaller > 1)) return [];
  const tooLarge = fitting.find(
    (signal) => signal.mechanism === 'connections' && exceedsShrinking(signal, smaller),
  );
  if (tooLarge === undefined) return [];
  const { name, at } = tooLarge;
  const message = `${name} went from ${formatThreeDigits(tooLarge.before)} to ${formatThreeDigits(tooLarge.after)}, which is more than the change from ${before} to ${after} explains`;
  return [{ source: 'metrics', message, place: `${name} at ${formatClock(at)}`, weight: -2 }];
}

function exceedsShrinking({ name, before, after }: IncidentSignal, smaller: number): boolean {
  if (SHARE.test(name)) return after > before * smaller * NOISE;
  return BUSY.test(name) && after > before * NOISE;
}
