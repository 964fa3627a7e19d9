/**
 * One side of a codemod's fixture in a process of its own: `run-fixture.ts <folder> <module> prove`
 * prints what it gives and what it costs as JSON, `… time` the milliseconds that its work took.
 */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder = '', module = '', mode = 'prove'] = process.argv.slice(2);
const load = (file: string) => import(pathToFileURL(resolve(folder, file)).href);
const loaded = await load(module);
// What CommonJS exports is found under `default` where names are not seen from outside.
const subject = { ...loaded.default, ...loaded };
const fixture = await load('drive.js');
if (mode === 'prove') {
  process.stdout.write(JSON.stringify(await fixture.drive(subject, join(folder, module))));
} else {
  await fixture.work(subject);
  const started = performance.now();
  const inside: unknown = await fixture.work(subject);
  const took = typeof inside === 'number' ? inside : performance.now() - started;
  process.stdout.write(String(took));
}
