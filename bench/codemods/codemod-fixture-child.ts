/**
 * Runs one side of a codemod's fixture in a separate process. `codemod-fixture-child.ts <folder>
 * <module> prove` prints its result and its cost as JSON; `… time` prints the milliseconds of its
 * work, the minimum of several repetitions, since the others were disturbed.
 */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Minimum duration and number of repetitions of the work. */
const MEASURE_MS = 250;
const LEAST_TIMES = 3;

const [folder = '', module = '', mode = 'prove'] = process.argv.slice(2);
const load = (file: string) => import(pathToFileURL(resolve(folder, file)).href);
const loaded = await load(module);
// Exports of a CommonJS module are under `default` if their names cannot be detected.
const subject = { ...loaded.default, ...loaded };
const fixture = await load('drive.js');
if (mode === 'prove') {
  process.stdout.write(JSON.stringify(await fixture.drive(subject, join(folder, module))));
} else {
  await fixture.work(subject);
  const until = performance.now() + MEASURE_MS;
  let least = Number.POSITIVE_INFINITY;
  for (let times = 0; times < LEAST_TIMES || performance.now() < until; times += 1) {
    const started = performance.now();
    const inside: unknown = await fixture.work(subject);
    least = Math.min(least, typeof inside === 'number' ? inside : performance.now() - started);
  }
  // A pool or an agent that keeps connections open would keep the process alive; its shutdown is
  // not part of the work.
  process.stdout.write(String(least), () => process.exit());
}
