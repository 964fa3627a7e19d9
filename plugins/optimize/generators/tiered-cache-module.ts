/**
 * Source of the module that adds a tiered cache to a project: an in-process cache in front of a
 * shared one (LEAD-22). Entries are JSON, so that callers never share a mutable value. An
 * invalidation during a load keeps the loaded value from being stored.
 */
export const TIERED_CACHE_MODULE = `/** Entries that a process keeps, the last used ones. */
const MOST_OWN = 1000;
/** Seconds until an entry of the shared cache ends. */
const SHARED_LIFE = 3600;
/** Seconds until one of the process does: it cannot see what other processes invalidate. */
const OWN_LIFE = 60;

/**
 * A cache in the process in front of one that all processes share.
 * @param name - Begins the keys in the shared one.
 * @param load - Gives the value of a key; it has to be JSON.
 * @param shared - A client of Redis, with get, set and del; null: there is none.
 */
export function tieredCache({ name, load, shared = null, now = Date.now }) {
  const own = new Map();
  const loading = new Map();
  const counts = { ownHits: 0, sharedHits: 0, misses: 0 };
  const keep = (key, text) => {
    own.delete(key);
    own.set(key, { text, until: now() + OWN_LIFE * 1000 });
    if (own.size > MOST_OWN) own.delete(own.keys().next().value);
  };
  const fetchText = async (key, isStill) => {
    const found = shared === null ? null : await shared.get(\`\${name}:\${key}\`);
    if (typeof found === 'string') {
      counts.sharedHits += 1;
      if (isStill()) keep(key, found);
      return found;
    }
    counts.misses += 1;
    const text = JSON.stringify(await load(key));
    if (text === undefined || !isStill()) return text;
    keep(key, text);
    if (shared !== null) await shared.set(\`\${name}:\${key}\`, text, { EX: SHARED_LIFE });
    return text;
  };
  const textOf = (key) => {
    const entry = own.get(key);
    if (entry !== undefined && entry.until > now()) {
      counts.ownHits += 1;
      own.delete(key);
      own.set(key, entry);
      return entry.text;
    }
    const before = loading.get(key);
    if (before !== undefined) return before;
    const mine = fetchText(key, () => loading.get(key) === mine).finally(() => {
      if (loading.get(key) === mine) loading.delete(key);
    });
    loading.set(key, mine);
    return mine;
  };
  return {
    counts,
    get: async (key) => {
      const text = await textOf(key);
      return text === undefined ? undefined : JSON.parse(text);
    },
    /** To be called after what a key stands for was changed. */
    invalidate: async (key) => {
      own.delete(key);
      loading.delete(key);
      if (shared !== null) await shared.del(\`\${name}:\${key}\`);
    },
  };
}
`;
