/** Repositories of the trial, at the commit that its questions are about. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Language = 'script' | 'python';

export interface Repository {
  readonly repository: string;
  readonly commit: string;
  readonly language: Language;
  /** Folder that questions are drawn from. */
  readonly folder: string;
}

export const repositories = JSON.parse(
  readFileSync(new URL('repositories.json', import.meta.url), 'utf8'),
) as readonly Repository[];

/** Its work tree, `owner+name`, in a folder with those of all. */
export function checkedOut({ repository }: Repository, all: string): string {
  return join(all, repository.replace('/', '+'));
}
