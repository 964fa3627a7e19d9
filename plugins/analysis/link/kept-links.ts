import { hash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { cacheFolder } from '../../../harness/host/cache-folder.ts';
import type { Host } from '../../../harness/host.ts';
import { forgetOldest } from '../forget-oldest.ts';
import type { CallLink, CallLinks } from './link-calls.ts';

/** The same in few characters: there are hundreds of thousands. */
type Written = readonly [CallLink['source'], CallLink['type'], CallLink['direct'], 0 | 1];

/**
 * What calls lead to, found once for the same files: other processes that look at a project need not put it together.
 * @param stamp - Changes with all that it follows from.
 */
export function keepLinks(
  host: Host,
  root: string,
  stamp: string,
  find: () => CallLinks,
): CallLinks {
  const name = `${basename(root)}-${hash('sha256', root).slice(0, 16)}.json`;
  const path = join(cacheFolder(host), 'links', name);
  const known = read(host, path, stamp);
  if (known !== null) return known;
  const found = find();
  host.files.writeAtomic(path, `${stamp}\n${JSON.stringify(found.map((all) => all.map(written)))}`);
  forgetOldest(host, dirname(path));
  return found;
}

function written({ source, type, direct, isGuess }: CallLink): Written {
  return [source, type, direct, isGuess ? 1 : 0];
}

/** null: they are of other files, or a damaged disk or somebody else has written there. */
function read({ files }: Host, path: string, stamp: string): CallLinks | null {
  try {
    const text = files.read(path) ?? '';
    if (!text.startsWith(`${stamp}\n`)) return null;
    const all = JSON.parse(text.slice(stamp.length + 1)) as readonly (readonly Written[])[];
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
