import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of third-party files bundled with the package; sources read them from npm's folder. */
const BROUGHT = fileURLToPath(new URL('../../packages/', import.meta.url));

/** Reads a file that a package does not export. @throws Error if package or file is missing. */
export function readUnexportedPackageFile(name: string, file: string): string {
  const brought = join(BROUGHT, name, file);
  if (existsSync(brought)) return readFileSync(brought, 'utf8');
  const entry = createRequire(import.meta.url).resolve(name);
  return readFileSync(join(dirname(entry), file), 'utf8');
}
