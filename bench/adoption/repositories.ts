import { readFileSync } from 'node:fs';

/** A public repository that perf-harness is tried on, as it was when it was chosen. */
export interface Repository {
  /** `owner/name`. */
  readonly repository: string;
  /** The whole name of a commit. */
  readonly commit: string;
  /** What fails in the development half is mended; the final half is tried once. */
  readonly half: 'development' | 'final';
  readonly language: 'typescript' | 'javascript';
  readonly modules: 'esm' | 'commonjs';
  readonly kind: 'library' | 'server' | 'command';
  readonly framework: string | null;
  readonly packageManager: string;
  readonly workspace: boolean;
  readonly note: string;
  /** Takes the place of one that falls out; tried like the others. */
  readonly spare?: boolean;
}

/** All of them, in the order in which they were chosen. */
export function readRepositories(): readonly Repository[] {
  const text = readFileSync(new URL('repositories.json', import.meta.url), 'utf8');
  return JSON.parse(text) as readonly Repository[];
}
