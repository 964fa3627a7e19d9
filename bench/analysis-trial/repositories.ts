/** Repositories of the trial, at the commit that its questions are about. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Language = 'script' | 'python';

export interface Repository {
  readonly repository: string;
  readonly commit: string;
  readonly language: Language;
  /** What is asked about: places outside are not drawn. */
  readonly folder: string;
}

export const repositories = JSON.parse(
  readFileSync(new URL('repositories.json', import.meta.url), 'utf8'),
) as readonly Repository[];

/** Work trees, `owner+name` each, in the folder that PERF_HARNESS_TRIAL names. */
export function checkedOut({ repository }: Repository): string {
  const folder = process.env['PERF_HARNESS_TRIAL'];
  if (folder === undefined) throw new Error('PERF_HARNESS_TRIAL names no folder');
  return join(folder, repository.replace('/', '+'));
}
