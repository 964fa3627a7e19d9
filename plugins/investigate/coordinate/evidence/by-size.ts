import type {
  CauseEvidence,
  IncidentChange,
  IncidentSignal,
} from '../../document/investigation-document.ts';
import { clock, digits } from '../words.ts';

/** A share of a pool, of which a smaller pool makes a larger one. */
const SHARE = /util|usage|percent|pct|ratio/iu;
/** How many of a pool are busy. */
const BUSY = /(?<![a-z])(?:in_?use|busy|active|used|checked_?out)(?![a-z])/iu;
/** What noise may add to a number. */
const ROOM = 1.15;

/**
 * Whether a change is large enough for what was seen. A smaller pool cannot make more connections busy than
 * before, and its share in use grows by no more than it became smaller: beyond that each is held longer,
 * or more are asked for, and the pool is where that shows.
 */
export function bySize(
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
  const message = `${name} went from ${digits(tooLarge.before)} to ${digits(tooLarge.after)}: more than ${before} → ${after} explains`;
  return [{ source: 'metrics', message, place: `${name} at ${clock(at)}`, weight: -2 }];
}

function isMore({ name, before, after }: IncidentSignal, smaller: number): boolean {
  if (SHARE.test(name)) return after > before * smaller * ROOM;
  return BUSY.test(name) && after > before * ROOM;
}
