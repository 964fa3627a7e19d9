import { hash } from 'node:crypto';
import { join } from 'node:path';
import { stampFile } from '../../harness/host/folder-tree-operations.ts';
import type { Host } from '../../harness/host.ts';
import { computeAnalyzerFingerprint } from './analyzer-source-fingerprint.ts';
import { listProjectFiles } from './list-project-source-files.ts';
import { loadParser } from './load-parser.ts';
import { openProjectResultCache, type ProjectResultCache } from './project-result-cache.ts';

/** Identity of a cached outcome. */
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
