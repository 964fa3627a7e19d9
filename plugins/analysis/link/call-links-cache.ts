import type { Host } from '../../../harness/host.ts';
import { openProjectResultCache } from '../project-result-cache.ts';
import type { CallLink, CallLinks } from './link-calls-to-target-functions.ts';

/** Compact form of a link, since there are hundreds of thousands. */
type CompactLink = readonly [CallLink['source'], CallLink['type'], CallLink['direct'], 0 | 1];

/**
 * Targets of calls, cached by `stamp`: other processes that analyze the same files need not link
 * them again.
 * @param stamp - Changes with any input of the links.
 */
export function loadOrFindCallLinks(
  host: Host,
  root: string,
  stamp: string,
  find: () => CallLinks,
): CallLinks {
  const cache = openProjectResultCache(host, root, { kind: 'links', variant: '', stamp });
  const cached = cache.text === null ? null : parseLinks(cache.text);
  if (cached !== null) return cached;
  const found = find();
  cache.store(JSON.stringify(found.map((all) => all.map(toCompactLink))));
  return found;
}

function toCompactLink({ source, type, direct, isGuess }: CallLink): CompactLink {
  return [source, type, direct, isGuess ? 1 : 0];
}

/** Returns null for unreadable text, from a damaged disk or another writer. */
function parseLinks(text: string): CallLinks | null {
  try {
    const all = JSON.parse(text) as readonly (readonly CompactLink[])[];
    return all.map((calls) =>
      calls.map(([source, type, direct, guess]) => ({
        source,
        type,
        direct,
        isGuess: guess === 1,
      })),
    );
  } catch {
    return null;
  }
}
