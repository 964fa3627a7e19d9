/** Limits on the beacons that a collector accepts, and on their senders. */
export interface CollectLimits {
  /** Beacons per second of each client; bursts of up to five seconds' worth are accepted. */
  readonly perClient: number;
  /** Beacons per second of all clients together. */
  readonly inAll: number;
  /** Share of the visits that is stored, above 0 and at most 1. */
  readonly sample: number;
  /** Origins of other sites whose pages may send beacons: `https://shop.example`. */
  readonly origins: readonly string[];
  /** Bytes on disk for all beacons together. */
  readonly mostBytes: number;
  /** Days that beacons are stored, including today; older beacons are removed. */
  readonly keepDays: number;
}

export const DEFAULT_COLLECT_LIMITS: CollectLimits = {
  perClient: 10,
  inAll: 10_000,
  sample: 1,
  origins: [],
  mostBytes: 4e9,
  keepDays: 90,
};

/** Longer bodies are of no page: browsers send no beacon beyond it (Fetch, 4.6: 64 kibibytes). */
export const MOST_BODY_BYTES = 65_536;
/** Beacons that wait for the disk, bytes; a disk that hangs must not fill the memory. */
export const MOST_WAITING_BYTES = 8e6;
/** Number of distinct pages; all further pages count as one. */
export const MOST_PAGES = 1_000;
/** Name under which all further pages are counted. */
export const OTHER_PAGES = '/(other-pages)';
