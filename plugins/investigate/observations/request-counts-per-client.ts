import { detachSubstring } from '../read/sanitize-log-text.ts';

/**
 * Clients counted in an interval. With more, those that send more than one in so many requests
 * remain (Misra and Gries, Science of Computer Programming 2, 1982), undercounted by that share at
 * most.
 */
const MOST_CLIENTS = 64;

/** Requests of the most active clients, by interval. */
export class ClientCounts {
  readonly #intervals = new Map<number, Map<string, number>>();

  /** @param interval - Of the grid. */
  add(interval: number, client: string): void {
    const known = this.#intervals.get(interval);
    const counts = known ?? new Map<string, number>();
    if (known === undefined) this.#intervals.set(interval, counts);
    const own = counts.get(client);
    if (own !== undefined) counts.set(client, own + 1);
    else if (counts.size < MOST_CLIENTS) counts.set(detachSubstring(client), 1);
    else {
      for (const [other, had] of counts) {
        if (had === 1) counts.delete(other);
        else counts.set(other, had - 1);
      }
    }
  }

  /**
   * Returns the requests by interval of each client that is among the most active in any interval.
   *
   * @param length - Number of intervals in the grid.
   */
  all(length: number): ReadonlyMap<string, readonly number[]> {
    const all = new Map<string, number[]>();
    for (const [interval, counts] of this.#intervals)
      for (const [client, count] of counts) {
        const own = all.get(client) ?? new Array<number>(length).fill(0);
        own[interval] = count;
        all.set(client, own);
      }
    return all;
  }
}
