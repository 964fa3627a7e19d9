import type { Host } from '../../../harness/host.ts';
import { openProjectResultCache } from '../project-result-cache.ts';
import type { CallLink, CallLinks } from './link-calls-to-target-functions.ts';

/** Compact form of a link, since there are hundreds of thousands. */
type Written = readonly [CallLink['source'], CallLink['type'], CallLink['direct'], 0 | 1];

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
  const kept = openProjectResultCache(host, root, { what: 'links', by: '', stamp });
  const known = kept.text === null ? null : read(kept.text);
  if (known !== null) return known;
  const found = find();
  kept.keep(JSON.stringify(found.map((all) => all.map(written))));
  return found;
}

function written({ source, type, direct, isGuess }: CallLink): Written {
  return [source, type, direct, isGuess ? 1 : 0];
}

/** Returns null for unreadable text, from a damaged disk or another writer. */
function read(text: string): CallLinks | null {
  try {
    const all = JSON.parse(text) as readonly (readonly Written[])[];
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
