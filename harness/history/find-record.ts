import { nearestWord } from '../model/scenario/nearest-word.ts';
import { UserError } from '../model/user-error.ts';
import { isKnown, type KnownRecord, type RecordEntry } from './record-entry.ts';

/** Identifiers that an error lists. */
const SHOWN = 5;

/** The word for the newest record that can be read. */
export const LATEST = 'latest';

/**
 * The record that a key stands for: `latest`, an identifier, or the beginning of one that fits no
 * other. @throws UserError where it fits none or several.
 */
export function findRecord(entries: readonly RecordEntry[], key: string): RecordEntry {
  if (key === LATEST) return newest(entries);
  const exact = entries.find(({ id }) => id === key);
  if (exact !== undefined) return exact;
  const fitting = key === '' ? [] : entries.filter(({ id }) => id.startsWith(key));
  if (fitting.length === 1 && fitting[0] !== undefined) return fitting[0];
  if (fitting.length > 1) {
    const shown = fitting.slice(-SHOWN).map(({ id }) => id);
    const more = fitting.length > SHOWN ? ` and ${fitting.length - SHOWN} more` : '';
    throw new UserError({
      code: 'record-ambiguous',
      message: `"${key}" fits ${fitting.length} records: ${shown.join(', ')}${more}.`,
      remedy: 'Give more of the identifier.',
    });
  }
  throw notFound(entries, key);
}

function newest(entries: readonly RecordEntry[]): KnownRecord {
  const [last] = entries.filter(isKnown).toSorted((a, b) => (a.id < b.id ? 1 : -1));
  if (last !== undefined) return last;
  const damaged = entries.length === 0 ? '' : ` that can be read (${entries.length} cannot)`;
  throw new UserError({
    code: 'record-not-found',
    message: `There is no record yet${damaged}.`,
    remedy: 'Measure something first: perf-harness run',
  });
}

function notFound(entries: readonly RecordEntry[], key: string): UserError {
  const near = nearestWord(
    key,
    entries.map(({ id }) => id),
  );
  return new UserError({
    code: 'record-not-found',
    message: `There is no record "${key}" among the ${entries.length} of this project.`,
    remedy:
      near === null
        ? 'Give an identifier, the beginning of one, "latest", or the path of a file.'
        : `Did you mean ${near}?`,
  });
}
