type Entry = Readonly<Record<string, unknown>>;

/** Requests that wait for their end, at the most: those of a process that died never get one. */
const MOST_OPEN = 100_000;

/** Fastify logs a request when it comes in, and only its `reqId` and its time when it is over. */
export interface OpenRequests {
  /** What is known of the request that a line is about; null: nothing more than the line says. */
  readonly of: (entry: Entry) => Entry | null;
}

export function createOpenRequests(): OpenRequests {
  const open = new Map<string, Entry>();
  return {
    of: (entry) => {
      const { reqId, pid, req, responseTime } = entry;
      if (typeof reqId !== 'string' && typeof reqId !== 'number') return null;
      const key = `${String(pid)}/${reqId}`;
      if (typeof req === 'object' && req !== null && responseTime === undefined) {
        const [oldest] = open.size >= MOST_OPEN ? open.keys() : [];
        if (oldest !== undefined) open.delete(oldest);
        // The whole request may be large; its method and address suffice.
        const { method, url } = req as Entry;
        open.set(key, { method, url });
        return null;
      }
      const begun = open.get(key) ?? null;
      if (responseTime !== undefined) open.delete(key);
      return begun;
    },
  };
}
