/** Rate limit on beacons: `take` returns true, and counts the beacon, if one more is allowed. */
export interface RateLimit {
  /** @param key - Client to limit; null: unknown, so only the overall limit applies. */
  readonly take: (key: string | null) => boolean;
  /** Keys that are known at the moment. */
  readonly size: () => number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

export interface RateLimitOptions {
  /** Beacons per second of each client, with bursts of up to five seconds' worth. */
  readonly perClient: number;
  /** Beacons per second of all clients together. */
  readonly inAll: number;
}

/** Seconds of unused rate a client may save up: a page sends several beacons when left. */
const SAVED_S = 5;
/** Maximum number of tracked clients; the least recently seen client is dropped first. */
const MOST_CLIENTS = 10_000;

/** Creates token buckets for a bounded number of clients. @param nowMs - A monotonic clock. */
export function createRateLimit(
  { perClient, inAll }: RateLimitOptions,
  nowMs: () => number,
): RateLimit {
  const clients = new Map<string, Bucket>();
  const all: Bucket = { tokens: inAll, atMs: nowMs() };
  return {
    take: (key) => {
      const now = nowMs();
      const own = key === null ? null : bucketOf(clients, key, perClient * SAVED_S, now);
      if (own !== null) refill(own, perClient, perClient * SAVED_S, now);
      refill(all, inAll, inAll, now);
      if ((own !== null && own.tokens < 1) || all.tokens < 1) return false;
      if (own !== null) own.tokens -= 1;
      all.tokens -= 1;
      return true;
    },
    size: () => clients.size,
  };
}

function bucketOf(clients: Map<string, Bucket>, key: string, full: number, now: number): Bucket {
  const known = clients.get(key);
  // Maps keep insertion order, so deleting and reinserting makes a client the newest.
  if (known !== undefined) clients.delete(key);
  const bucket = known ?? { tokens: full, atMs: now };
  clients.set(key, bucket);
  if (clients.size > MOST_CLIENTS) {
    const [oldest] = clients.keys();
    if (oldest !== undefined) clients.delete(oldest);
  }
  return bucket;
}

function refill(bucket: Bucket, perSecond: number, most: number, now: number): void {
  bucket.tokens = Math.min(most, bucket.tokens + ((now - bucket.atMs) / 1_000) * perSecond);
  bucket.atMs = now;
}

/** Returns the key a limit applies to: the address, for IPv6 a customer's network (64 bits). */
export function rateLimitKey(address: string | null): string | null {
  if (address === null || address === '') return null;
  const plain = address.replace(/^::ffff:(?=\d+\.)/iu, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const parts = head.split(':').filter((part) => part !== '');
  const after = (tail ?? '').split(':').filter((part) => part !== '');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - parts.length - after.length);
  return [...parts, ...Array<string>(zeros).fill('0'), ...after].slice(0, 4).join(':');
}
