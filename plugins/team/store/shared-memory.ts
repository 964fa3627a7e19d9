import { join } from 'node:path';
import type { Host } from 'perf-harness';
import { NAMESPACES, SHARED_MEMORY } from '../session/folders.ts';
import { inTurn } from './hold.ts';
import type { SessionPaths } from './layout.ts';

/**
 * Puts all namespaces into one file, by their names (TEAM-21). Whoever writes a namespace composes it
 * afterwards, one at a time, so that the last one has them all.
 */
export function composeSharedMemory({ files }: Host, paths: SessionPaths): Promise<void> {
  return inTurn(paths.folder, SHARED_MEMORY, () => {
    const folder = paths.artefact(NAMESPACES);
    const names = files
      .list(folder)
      .filter((name) => /^[\w.]+\.json$/u.test(name) && !name.startsWith('.'))
      .toSorted();
    const all = names.flatMap((name) => {
      const value = parsed(files.read(join(folder, name)));
      return value === undefined ? [] : [[name.slice(0, -'.json'.length), value] as const];
    });
    const text = JSON.stringify(Object.fromEntries(all), null, 2);
    files.writeAtomic(paths.artefact(SHARED_MEMORY), `${text}\n`);
  });
}

/** undefined: it is gone, or somebody edited it; the others are composed without it. */
function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
