import { readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Removes declarations that the entry does not lead to, and what of folders is empty then. */
export function keepDeclarationsOf(entry: string, folder: string): void {
  const kept = new Set<string>();
  const waiting = [resolve(entry)];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (kept.has(file)) continue;
    kept.add(file);
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(RELATIVE)) {
      waiting.push(resolve(dirname(file), name.replace(/\.[jt]s$/, '.d.ts')));
    }
  }
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = resolve(folder, name);
    if (file.endsWith('.d.ts') && !kept.has(file)) rmSync(file);
  }
  removeEmpty(folder);
}

/** What a declaration names of its neighbours: `from './x.ts'`, `import('./x.js')`. */
const RELATIVE = /(?:\bfrom\s*|\bimport\s*\(?\s*)['"](\.[^'"]+)['"]/g;

function removeEmpty(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeEmpty(join(folder, entry.name));
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
