import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Text of a file that lies beside the entry of a package, where its exports do not name it.
 * @throws Error where the package or the file is missing.
 */
export function packageFile(name: string, file: string): string {
  const entry = createRequire(import.meta.url).resolve(name);
  return readFileSync(join(dirname(entry), file), 'utf8');
}
