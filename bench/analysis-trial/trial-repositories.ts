/** Repositories of the trial, at the commit that its questions are about. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Language = 'script' | 'python';

export interface TrialRepository {
  readonly repository: string;
  readonly commit: string;
  readonly language: Language;
  /** Folder that questions are drawn from. */
  readonly folder: string;
}

export const trialRepositories = JSON.parse(
  readFileSync(new URL('repositories.json', import.meta.url), 'utf8'),
) as readonly TrialRepository[];

/** Returns a repository's work tree folder, `owner+name`, in the folder of all work trees. */
export function checkoutFolder({ repository }: TrialRepository, all: string): string {
  return join(all, repository.replace('/', '+'));
}
