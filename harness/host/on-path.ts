import { delimiter, join } from 'node:path';
import type { Files } from './files.ts';

/** Where programs are looked for. */
export interface ProgramPlaces {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: Pick<Files, 'isExecutable'>;
}

/** Absolute path of a program in the folders of PATH, the first that may be run; null: there is none. */
export function programOnPath({ env, files }: ProgramPlaces, name: string): string | null {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(files.isExecutable) ?? null;
}
