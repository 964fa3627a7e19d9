import { delimiter, join } from 'node:path';
import type { Files } from './files.ts';
import { currentPlatform } from './platform/current-platform.ts';

/** Environment and file checks for a program search. */
export interface ProgramSearchContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: Pick<Files, 'isExecutable'>;
}

/** Absolute path of a program in the folders of PATH, the first that may be run; null: there is none. */
export function programOnPath({ env, files }: ProgramSearchContext, name: string): string | null {
  // Without a PATH nothing is on it, wherever the system would look then; nor is what lies in the current folder.
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const places = folders.flatMap((folder) =>
    currentPlatform().programs.candidates(join(folder, name), '', env),
  );
  return places.find(files.isExecutable) ?? null;
}
