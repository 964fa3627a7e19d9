import type { Files } from '../../harness/host/file-operations.ts';
import { readManifest as readWhole } from '../../harness/packages/package-manifest.ts';

/** Parts of a package.json about tests and benchmarks. */
export interface PackageTestSettings {
  readonly scripts: Readonly<Record<string, string>>;
  /** Names of all dependencies, including development dependencies. */
  readonly dependencies: ReadonlySet<string>;
  /** True if the file has a key, such as `jest`. */
  readonly has: (key: string) => boolean;
}

/** Reads the package.json of a project; a missing or invalid file counts as empty. */
export function readPackageTestSettings(
  files: Pick<Files, 'read'>,
  root: string,
): PackageTestSettings {
  const raw = readWhole(files, root) ?? {};
  const dependencies = { ...record(raw.dependencies), ...record(raw.devDependencies) };
  const scripts = Object.entries(record(raw.scripts)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return {
    scripts: Object.fromEntries(scripts),
    dependencies: new Set(Object.keys(dependencies)),
    has: (key) => key in raw,
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
