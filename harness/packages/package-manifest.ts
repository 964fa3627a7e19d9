import { join } from 'node:path';
import type { Files } from '../host/file-operations.ts';

/** Content of a package.json; nothing in it is checked. */
export type Manifest = Readonly<Record<string, unknown>>;

export const DEPENDENCY_SECTIONS = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
] as const;

export const INSTALL_SECTIONS = [
  'dependenciesMeta',
  'peerDependenciesMeta',
  'bundleDependencies',
  'overrides',
  'resolutions',
  'pnpm',
  'workspaces',
  'packageManager',
  'name',
  'bin',
] as const;

/** Name of this package: both sides use the running version, whatever version they depend on. */
export const HARNESS_PACKAGE = 'perf-harness';

/** Reads the package.json of a folder; null if it is missing or invalid. */
export function readManifest(files: Pick<Files, 'read'>, folder: string): Manifest | null {
  const text = files.read(join(folder, 'package.json'));
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/u, ''));
    return typeof value === 'object' && value !== null ? (value as Manifest) : null;
  } catch {
    return null;
  }
}

export function dependencyNames(
  manifest: Manifest | null,
  sections: readonly string[] = DEPENDENCY_SECTIONS,
): readonly string[] {
  return sections.flatMap((section) => Object.keys(manifest?.[section] ?? {}));
}
