import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface InstalledPackage {
  /** Absolute. */
  readonly folder: string;
  readonly version: string;
  /** Absolute paths of its programs by name. */
  readonly programs: Readonly<Record<string, string>>;
}

/** Finds a package as Node.js would resolve it from a folder; null if it is not installed there. */
export function findInstalledPackage(name: string, from: string): InstalledPackage | null {
  const load = createRequire(join(from, 'package.json'));
  let path: string;
  try {
    path = load.resolve(`${name}/package.json`);
  } catch {
    return null;
  }
  const { version, bin = {} } = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly version: string;
    readonly bin?: string | Readonly<Record<string, string>>;
  };
  const folder = dirname(path);
  const named = typeof bin === 'string' ? { [name]: bin } : bin;
  const programs = Object.entries(named).map(([key, file]) => [key, join(folder, file)]);
  return { folder, version, programs: Object.fromEntries(programs) };
}

/** Folder of third-party files bundled with the package; sources read them from npm's folder. */
const BROUGHT = fileURLToPath(new URL('../../packages/', import.meta.url));

/** Reads a file that a package does not export. @throws Error if package or file is missing. */
export function readUnexportedPackageFile(name: string, file: string): string {
  const brought = join(BROUGHT, name, file);
  if (existsSync(brought)) return readFileSync(brought, 'utf8');
  const entry = createRequire(import.meta.url).resolve(name);
  return readFileSync(join(dirname(entry), file), 'utf8');
}
