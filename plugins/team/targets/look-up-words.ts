import { join } from 'node:path';
import { type Host, resolveTarget, UserError } from 'perf-harness';
import type { TargetWord } from './read-targets.ts';

/** Looks words of a request up in the project. @param metricOf - Metrics by the words that name them. */
export async function lookUpWords(
  host: Host,
  root: string,
  words: readonly string[],
  metricOf: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<readonly TargetWord[]> {
  const found: TargetWord[] = [];
  for (const word of words) {
    const metric = Object.hasOwn(metricOf, word) ? (metricOf[word] ?? null) : null;
    found.push({ word, metric, isOfProject: await isOfProject(host, root, word, signal) });
  }
  return found;
}

async function isOfProject(
  host: Host,
  root: string,
  word: string,
  signal: AbortSignal,
): Promise<boolean> {
  const path = join(root, word);
  if (host.files.isFile(path) || host.files.isFolder(path)) return true;
  try {
    await resolveTarget(host, { root, target: word, slug: '', signal });
    return true;
  } catch (error) {
    signal.throwIfAborted();
    // What else is wrong with it, whoever measures it will say.
    if (error instanceof UserError) return error.code !== 'target-not-found';
    throw error;
  }
}
