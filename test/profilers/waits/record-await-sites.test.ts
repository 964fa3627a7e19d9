/** Statements of query builders, which are awaited as objects with a method `then`. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { createWaitProfiler } from '../../../profilers/waits/wait-profiler.ts';
import { COMPLETE_VARIABLE } from '../../../profilers/waits/wait-span-store.ts';
import { installOtherNodeVersion } from '../../support/install-other-node-version.ts';

const host = createHost();
const root = mkdtempSync(join(tmpdir(), 'awaits-'));
afterAll(async () => {
  await host.processes.stopAll();
  rmSync(root, { recursive: true });
});

/** In a package, so that only the program's own functions count. */
const BUILDER = `import { DatabaseSync } from 'node:sqlite';
const db = new DatabaseSync(':memory:');
export class Query {
  constructor(text) { this.text = text; }
  then(resolve, reject) { return this.run().then(resolve, reject); }
  async run() { return db.prepare(this.text).all(); }
}`;
const PROGRAM = `import { Query } from 'builder';
const findOrders = async () => await new Query('select 1');
async function findUsers() { const users = await new Query('select 2'); return users; }
async function handle() { await findOrders(); await Promise.all([findUsers(), new Query('select 3')]); }
await handle();
`;

test.each([
  ['the oldest supported Node.js', () => installOtherNodeVersion('22.19.0')],
  ['the newest', async () => process.execPath],
])('are placed where they are awaited: %s', async (_, install) => {
  const folder = mkdtempSync(join(root, 'of-'));
  const packageFolder = join(folder, 'node_modules/builder');
  host.files.writeAtomic(join(packageFolder, 'index.js'), BUILDER);
  host.files.writeAtomic(
    join(packageFolder, 'package.json'),
    '{"type":"module","exports":"./index.js"}',
  );
  writeFileSync(join(folder, 'program.mjs'), PROGRAM);
  const { env, read } = createWaitProfiler(host).attach(folder, undefined);
  const { exit, stderr } = await host.processes.exec({
    file: await install(),
    args: [join(folder, 'program.mjs')],
    env: { ...env, [COMPLETE_VARIABLE]: '1' },
    timeoutMs: 60_000,
  });
  expect(exit, stderr).toMatchObject({ code: 0 });
  const { functions, sites } = await read({ fromMs: 0, toMs: Number.POSITIVE_INFINITY });
  const callers = sites
    .filter(({ kind }) => kind === 'database')
    .map(({ stack }) =>
      stack.map((index) => functions[index]).filter((called) => called?.owner === 'project'),
    );
  expect(callers.map(([caller]) => caller?.name)).toEqual(['findOrders', 'findUsers', 'handle']);
  expect(callers.map((stack) => stack.some((called) => called?.name === 'handle'))).toEqual([
    true,
    true,
    true,
  ]);
});
