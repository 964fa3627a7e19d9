import { hash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { readChangeTime } from '../../harness/host/folder-tree-operations.ts';
import { resolveCacheFolder } from '../../harness/host/harness-cache-folder.ts';
import type { Host } from '../../harness/host.ts';

/** Maximum number of cached projects; facts take ten kilobytes per file. */
const MOST_PROJECTS = 20;

/** Result computed for a project, cached until one of its inputs changes. */
export interface ProjectResultCache {
  /** Cached text; null: none, its inputs changed, or the file was damaged or overwritten. */
  readonly text: string | null;
  readonly keep: (text: string) => void;
}

/**
 * @param what - Kind of the cached text, which has a folder of its own.
 * @param by - Distinguishes it from others of the same kind and project.
 * @param stamp - Changes with any of its inputs.
 */
export function openProjectResultCache(
  host: Host,
  root: string,
  { what, by, stamp }: { readonly what: string; readonly by: string; readonly stamp: string },
): ProjectResultCache {
  const path = projectCachePath(host, root, what, by);
  return {
    text: textOf(host, path, stamp),
    keep: (text) => {
      host.files.writeAtomic(path, `${stamp}\n${text}`);
      evictOldest(host, dirname(path));
    },
  };
}

/** Returns the path of a project's cache file. */
export function projectCachePath(host: Host, root: string, what: string, by: string): string {
  const name = `${basename(root)}-${hash('sha256', `${by}\0${root}`).slice(0, 16)}`;
  return join(resolveCacheFolder(host), what, name);
}

/** Deletes all but the most recently used cache entries: projects come and go, mainly in CI. */
export function evictOldest({ files }: Host, folder: string): void {
  const all = files.list(folder).map((name) => join(folder, name));
  const newest = all.sort((path, other) => readChangeTime(other) - readChangeTime(path));
  for (const path of newest.slice(MOST_PROJECTS)) files.removeIfAllowed(path);
}

function textOf({ files }: Host, path: string, stamp: string): string | null {
  try {
    const text = files.read(path) ?? '';
    return text.startsWith(`${stamp}\n`) ? text.slice(stamp.length + 1) : null;
  } catch {
    return null;
  }
}
