import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Module type from the nearest package.json above a file; null where it states none. */
export type PackageType = 'module' | 'commonjs' | null;

export interface PackageScope {
  readonly folder: string;
  /** Contents of package.json, not validated. */
  readonly manifest: Readonly<Record<string, unknown>>;
}

const scopes = new Map<string, PackageScope | null>();

/** Finds the package like Node.js: by the nearest readable package.json; null if none. */
export function findPackageScope(folder: string): PackageScope | null {
  const known = scopes.get(folder);
  if (known !== undefined) return known;
  const manifest = read(folder);
  const scope =
    manifest !== null
      ? { folder, manifest }
      : isTop(folder)
        ? null
        : findPackageScope(dirname(folder));
  scopes.set(folder, scope);
  return scope;
}

/** Returns the nearest package.json's type, which may differ from the whole project's. */
export function findPackageType(folder: string): PackageType {
  const type = findPackageScope(folder)?.manifest.type;
  return type === 'module' || type === 'commonjs' ? type : null;
}

function isTop(folder: string): boolean {
  return dirname(folder) === folder || folder.endsWith('node_modules');
}

/** Returns null if there is no readable package.json in this folder. */
function read(folder: string): PackageScope['manifest'] | null {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return typeof value === 'object' && value !== null ? (value as PackageScope['manifest']) : {};
  } catch {
    return null;
  }
}
