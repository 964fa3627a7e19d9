import type { Clock } from '../../harness/host.ts';

/** How long what was read counts as new, milliseconds: as long as it takes to click on. */
const FRESH_MS = 3_000;
/** Results that are kept at a time. */
const MOST = 20;

/** Does work once for all who ask for it at about the same time. */
export interface Kept {
  <T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Something was written: all is read anew. */
  readonly forget: () => void;
}

export function createKept({ monotonicMs }: Pick<Clock, 'monotonicMs'>): Kept {
  const results = new Map<string, { readonly result: Promise<unknown>; endsMs: number }>();
  const keep = <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const known = results.get(key);
    if (known !== undefined && monotonicMs() < known.endsMs) return known.result as Promise<T>;
    const entry = { result: work(), endsMs: Number.POSITIVE_INFINITY };
    results.delete(key);
    results.set(key, entry);
    const [oldest] = results.keys();
    if (results.size > MOST && oldest !== undefined) results.delete(oldest);
    entry.result.then(
      () => {
        entry.endsMs = monotonicMs() + FRESH_MS;
      },
      // What failed is tried again.
      () => {
        if (results.get(key) === entry) results.delete(key);
      },
    );
    return entry.result;
  };
  return Object.assign(keep, { forget: () => results.clear() });
}
