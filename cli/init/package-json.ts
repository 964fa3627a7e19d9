import type { Files } from '../../harness/host/files.ts';
import { readManifest } from '../../harness/packages/manifest.ts';

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
  return readManifest(files, root) ?? {};
}

/** Packages that are listed, those for development too. */
export function allDependencies({
  dependencies,
  devDependencies,
}: PackageJson): Readonly<Record<string, string>> {
  return { ...devDependencies, ...dependencies };
}
