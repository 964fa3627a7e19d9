/**
 * Sides of a codemod's fixture in a process of their own, one after the other:
 * `prove-fixture.ts <folder> <module>…` prints what each gives and what it costs, as a list in JSON.
 */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder = '', ...modules] = process.argv.slice(2);
const load = (file: string, query = '') =>
  import(`${pathToFileURL(resolve(folder, file)).href}${query}`);
const proofs: unknown[] = [];
for (const module of modules) {
  const loaded = await load(module);
  // It counts from nothing for each side.
  const { drive } = await load('drive.js', `?${module}`);
  // What CommonJS exports is found under `default` where names are not seen from outside.
  proofs.push(await drive({ ...loaded.default, ...loaded }, join(folder, module)));
}
process.stdout.write(JSON.stringify(proofs));
