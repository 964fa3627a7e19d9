import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { LoadedTexts } from '../../harness/model/program/profile.ts';

/** Text of a file as V8 executed it, reported by the measured process. */
export interface LoadedScriptText {
  readonly file: string;
  readonly text: string;
}

/** Extension of files in which threads store texts next to their profiles. */
export const LOADED_TEXTS_EXTENSION = '.loaded';

/**
 * Reads executed texts of all threads that may differ from their files. null for a file executed as
 * several different texts.
 */
export function readLoadedScriptTexts({ files }: Pick<Host, 'files'>, folder: string): LoadedTexts {
  const texts = new Map<string, string | null>();
  for (const name of files.list(folder)) {
    if (!name.endsWith(LOADED_TEXTS_EXTENSION)) continue;
    // Safe cast: written atomically by the preload of this version.
    const found = JSON.parse(files.read(join(folder, name)) ?? '[]') as readonly LoadedScriptText[];
    for (const { file, text } of found) {
      const isSame = !texts.has(file) || texts.get(file) === text;
      texts.set(file, isSame ? text : null);
    }
  }
  return texts;
}
