/**
 * Sides of codemods' fixtures, one after the other in a process of their own: the argument is a list in
 * JSON of `[folder, module, …]`. Prints, for each, what its modules give and cost, or why they do not.
 */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

async function prove([folder = '', ...modules]: readonly string[]): Promise<unknown> {
  const load = (file: string, query = '') =>
    import(`${pathToFileURL(resolve(folder, file)).href}${query}`);
  const proofs: unknown[] = [];
  for (const module of modules) {
    const loaded = await load(module);
    // It counts from nothing for each side.
    const { drive } = await load('drive.js', `?${module}`);
    // Exports of CommonJS are under `default` where their names cannot be detected from outside.
    proofs.push(await drive({ ...loaded.default, ...loaded }, join(folder, module)));
  }
  return proofs;
}

const outcomes: unknown[] = [];
for (const fixture of JSON.parse(process.argv[2] ?? '[]')) {
  outcomes.push(await prove(fixture).catch((error: Error) => ({ failed: error.stack })));
}
process.stdout.write(JSON.stringify(outcomes));
