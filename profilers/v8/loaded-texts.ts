import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { LoadedTexts } from '../../harness/model/program/profile.ts';

/** Text of a file as V8 executed it, reported by the measured process. */
export interface LoadedText {
  readonly file: string;
  readonly text: string;
}

/** Ending of the files in which threads leave texts beside their profiles. */
export const LOADED_TEXTS_EXTENSION = '.loaded';

/** Executed texts that may differ from their files, of all threads. A file executed as several texts has none. */
export function readLoadedTexts({ files }: Pick<Host, 'files'>, folder: string): LoadedTexts {
  const texts = new Map<string, string | null>();
  for (const name of files.list(folder)) {
    if (!name.endsWith(LOADED_TEXTS_EXTENSION)) continue;
    // Sound: the preload of this version has written it, whole or not at all.
    const found = JSON.parse(files.read(join(folder, name)) ?? '[]') as readonly LoadedText[];
    for (const { file, text } of found) {
      const isSame = !texts.has(file) || texts.get(file) === text;
      texts.set(file, isSame ? text : null);
    }
  }
  return texts;
}
