import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Module type from the nearest package.json above a file; null where it states none. */
export type PackageType = 'module' | 'commonjs' | null;

/** A package that a file belongs to. */
export interface PackageScope {
  readonly folder: string;
  /** None of it is checked. */
  readonly manifest: Readonly<Record<string, unknown>>;
}

const scopes = new Map<string, PackageScope | null>();

/** As Node.js finds it: by the nearest package.json that can be read; null: there is none. */
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

/** By the nearest package.json, not by that of the whole project. */
export function findPackageType(folder: string): PackageType {
  const type = findPackageScope(folder)?.manifest.type;
  return type === 'module' || type === 'commonjs' ? type : null;
}

function isTop(folder: string): boolean {
  return dirname(folder) === folder || folder.endsWith('node_modules');
}

/** null: there is no package.json here that can be read. */
function read(folder: string): PackageScope['manifest'] | null {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return typeof value === 'object' && value !== null ? (value as PackageScope['manifest']) : {};
  } catch {
    return null;
  }
}
