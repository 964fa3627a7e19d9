import { join } from 'node:path';
import type { Files } from '../../harness/host/files.ts';

/** What `init` reads in a package.json. */
export interface PackageJson {
  readonly name?: string;
  readonly type?: string;
  readonly main?: string;
  readonly module?: string;
  readonly source?: string;
  readonly exports?: unknown;
  readonly bin?: string | Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** One that is missing or broken says nothing. */
export function readPackageJson(files: Pick<Files, 'read'>, root: string): PackageJson {
  try {
    const json: unknown = JSON.parse(files.read(join(root, 'package.json')) ?? '{}');
    return typeof json === 'object' && json !== null ? json : {};
  } catch {
    return {};
  }
}

/** Packages that are listed, those for development too. */
export function allDependencies({
  dependencies,
  devDependencies,
}: PackageJson): Readonly<Record<string, string>> {
  return { ...devDependencies, ...dependencies };
}
