import type {
  CauseEvidence,
  IncidentChange,
  IncidentSignal,
} from '../../document/investigation-document.ts';
import { formatClock, formatThreeDigits } from '../../outputs/format-investigation-values.ts';

/** Metric names for the utilization of a pool, which rises if the pool gets smaller. */
const SHARE = /util|usage|percent|pct|ratio/iu;
/** Metric names for the number of busy connections of a pool. */
const BUSY = /(?<![a-z])(?:in_?use|busy|active|used|checked_?out)(?![a-z])/iu;
/** Factor by which noise may raise a number. */
const ROOM = 1.15;

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
    (signal) => signal.mechanism === 'connections' && isMore(signal, smaller),
  );
  if (tooLarge === undefined) return [];
  const { name, at } = tooLarge;
  const message = `${name} went from ${formatThreeDigits(tooLarge.before)} to ${formatThreeDigits(tooLarge.after)}, which is more than the change from ${before} to ${after} explains`;
  return [{ source: 'metrics', message, place: `${name} at ${formatClock(at)}`, weight: -2 }];
}

function isMore({ name, before, after }: IncidentSignal, smaller: number): boolean {
  if (SHARE.test(name)) return after > before * smaller * ROOM;
  return BUSY.test(name) && after > before * ROOM;
}
