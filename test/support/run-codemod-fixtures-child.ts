/**
 * Runs sides of codemod fixtures one after another in a separate process; the argument is a JSON
 * list of `[folder, module, …]`. Prints the results and costs of the modules, or the reason why
 * there are none.
 */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

async function prove([folder = '', ...modules]: readonly string[]): Promise<unknown> {
  const load = (file: string, query = '') =>
    import(`${pathToFileURL(resolve(folder, file)).href}${query}`);
  const proofs: unknown[] = [];
  for (const module of modules) {
    const loaded = await load(module);
    // Loaded anew for each side, so that its counts start at zero.
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
