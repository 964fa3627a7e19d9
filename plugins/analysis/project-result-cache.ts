import { hash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readChangeTime, stampFile } from '../../harness/host/folder-tree-operations.ts';
import { resolveCacheFolder } from '../../harness/host/harness-cache-folder.ts';
import { stampSources } from '../../harness/host/hash-source-files.ts';
import type { Host } from '../../harness/host.ts';
import { listProjectFiles } from './list-project-source-files.ts';
import { loadParser } from './load-parser.ts';

/** Maximum number of cached projects; facts take ten kilobytes per file. */
const MAX_PROJECTS = 20;

/** Result computed for a project, cached until one of its inputs changes. */
interface ProjectResultCache {
  /** Cached text; null: none, its inputs changed, or the file was damaged or overwritten. */
  readonly text: string | null;
  readonly store: (text: string) => void;
}

/**
 * @param kind - Kind of the cached text, which has a folder of its own.
 * @param variant - Distinguishes it from others of the same kind and project.
 * @param stamp - Changes with any of its inputs.
 */
export function openProjectResultCache(
  host: Host,
  root: string,
  { kind, variant, stamp }: Readonly<Record<'kind' | 'variant' | 'stamp', string>>,
): ProjectResultCache {
  const path = projectCachePath(host, root, kind, variant);
  return {
    text: readIfCurrent(host, path, stamp),
    store: (text) => {
      host.files.writeAtomic(path, `${stamp}\n${text}`);
      evictOldest(host, dirname(path));
    },
  };
}

export function projectCachePath(host: Host, root: string, kind: string, variant: string): string {
  const name = `${basename(root)}-${hash('sha256', `${variant}\0${root}`).slice(0, 16)}`;
  return join(resolveCacheFolder(host), kind, name);
}

/** Deletes all but the most recently used cache entries: projects come and go, mainly in CI. */
export function evictOldest({ files }: Host, folder: string): void {
  const all = files.list(folder).map((name) => join(folder, name));
  const newest = all.sort((path, other) => readChangeTime(other) - readChangeTime(path));
  for (const path of newest.slice(MAX_PROJECTS)) files.removeIfAllowed(path);
}

function readIfCurrent({ files }: Host, path: string, stamp: string): string | null {
  try {
    const text = files.read(path) ?? '';
    return text.startsWith(`${stamp}\n`) ? text.slice(stamp.length + 1) : null;
  } catch {
    return null;
  }
}

interface OutcomeKey {
  /** Kind of outcome; each kind has its own folder. */
  readonly kind: string;
  /** Inputs of the outcome beside the project's files: the version computing it, the request. */
  readonly inputs: readonly string[];
}

/** Two changes of a file within a tick of the file system's clock are indistinguishable. */
const TICK_MS = 50;

/**
 * Opens the cached outcome of an earlier run on a project. Changes are detected by names, sizes and
 * times of its files, without reading them. Like the index of git it compares the time of the last
 * status change (ctime), which no program can set back.
 */
export async function openOutcomeCache(
  host: Host,
  root: string,
  { kind, inputs }: OutcomeKey,
  signal?: AbortSignal,
): Promise<ProjectResultCache> {
  const openedMs = host.clock.now().getTime();
  const parser = await loadParser(host);
  const stamps = (await listProjectFiles(host, root, signal)).map((file) => ({
    file,
    ...stampFile(join(root, file)),
  }));
  const analyzer = [parser.lacks('Python') ?? '', computeAnalyzerFingerprint(host)];
  const files = stamps.map(({ file, stamp }) => `${file}\0${stamp}`);
  const stamp = hash('sha256', [root, ...analyzer, ...inputs, ...files].join('\n'));
  const variant = inputs.join('\n');
  const cache = openProjectResultCache(host, root, { kind, variant, stamp });
  const isSettled = stamps.every(({ changedAtMs }) => changedAtMs < openedMs - TICK_MS);
  return isSettled ? cache : { ...cache, store: () => {} };
}

/** Changes with the sources of this library while the version stays. */
export function computeAnalyzerFingerprint(host: Host): string {
  return stampSources(host, dirname(fileURLToPath(import.meta.url)));
}
