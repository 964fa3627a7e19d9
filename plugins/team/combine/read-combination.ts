import type { Host } from 'perf-harness/plugin';
import type { SessionPaths } from '../store/layout.ts';
import { type Combination, combinationSchema } from './combination-document.ts';
import { COMBINATION } from './combine.ts';

/** What passing branches came to together; null: there is none that can be read. */
export function readCombination(
  { files }: Pick<Host, 'files'>,
  paths: Pick<SessionPaths, 'artefact'>,
): Combination | null {
  try {
    const text = files.read(paths.artefact(COMBINATION)) ?? '';
    return combinationSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
