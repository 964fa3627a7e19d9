import { delimiter, join } from 'node:path';
import type { Files } from './file-operations.ts';
import { currentPlatform } from './platform/current-platform.ts';

/** Environment and file checks for a program search. */
export interface ProgramSearchContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: Pick<Files, 'isExecutable'>;
}

/** Finds the first executable of that name in PATH folders, as absolute path; null if none. */
export function programOnPath({ env, files }: ProgramSearchContext, name: string): string | null {
  // Without PATH nothing is found, whatever the system's defaults; programs in the current folder
  // are not found either.
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const places = folders.flatMap((folder) =>
    currentPlatform().programs.candidates(join(folder, name), '', env),
  );
  return places.find(files.isExecutable) ?? null;
}
