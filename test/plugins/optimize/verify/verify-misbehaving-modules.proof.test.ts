/** Misbehaving modules: each is reported as a finding within its time, and leaves nothing. */
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  type ChangedModule,
  checkChangedModuleBehaviour,
} from '../../../support/check-changed-module-behaviour.ts';

const BASE = 'export const one = (text) => text.length;';
const use: ChangedModule['use'] = ({ call }) => {
  call(['one'], 'abc');
  call(['one'], 'd');
};
const after = (head: string) =>
  checkChangedModuleBehaviour({ base: BASE, head, use }, { maxMade: 20 });
const body = (statements: string) =>
  `export const one = (text) => { ${statements} return text.length; };`;

it('reports an endless loop as a difference in time', async () => {
  expect(await after(body('for (;;);'))).toMatchObject({
    state: 'differs',
    counterexample: { kind: 'time', after: 'it does not finish' },
  });
});

it('reports a promise that never settles as a difference in time', async () => {
  const base = 'export const one = async (text) => text.length;';
  const head = 'export const one = (text) => new Promise(() => text);';
  expect(await checkChangedModuleBehaviour({ base, head, use }, { maxMade: 20 })).toMatchObject({
    state: 'differs',
    counterexample: { kind: 'time', after: 'a promise that never settles' },
  });
});

it('ends code that takes all memory', async () => {
  const eats = body("const all = []; for (;;) all.push(new Array(1e5).fill('x' + all.length));");
  expect(await after(eats)).toMatchObject({
    state: 'differs',
    counterexample: { after: expect.stringMatching(/more than 512 MB|does not finish/u) },
  });
});

it('ends only its own thread when the code ends the process', async () => {
  expect(await after(body('process.exit(3);'))).toMatchObject({
    state: 'differs',
    counterexample: { kind: 'error', after: 'it exits the process' },
  });
});

it('refuses code that starts programs or writes files', async () => {
  const file = '/tmp/perf-harness-never-written';
  const writes = `import { writeFileSync } from 'node:fs'; ${body(`writeFileSync('${file}', text);`)}`;
  const forks = `import { execFileSync } from 'node:child_process'; ${body("execFileSync('true');")}`;
  for (const head of [writes, forks]) {
    expect(await after(head)).toMatchObject({
      state: 'differs',
      counterexample: { kind: 'error', after: expect.stringContaining('ERR_ACCESS_DENIED') },
    });
  }
  expect(existsSync(file)).toBe(false);
});

it('does not mistake printed output for the answer', async () => {
  const said = JSON.stringify({ state: 'unknown', reason: 'x' });
  const prints = body(`process.stdout.write('\\n${said}\\n');`);
  expect(await after(prints)).toMatchObject({ state: 'same', captured: 2 });
});

it('reports replaced globals, whatever their effect', async () => {
  const replaces = `globalThis.Date = class {}; Array.prototype.map = () => []; ${BASE}`;
  expect(await after(replaces)).toMatchObject({
    state: 'differs',
    counterexample: { kind: 'mutation', after: 'replaces Array.prototype.map, Date' },
  });
});

it('uses the same time and randomness for both sides', async () => {
  const draws =
    'export const one = (text) => [text.length, Math.random(), Date.now(), new Date()];';
  const same = `const start = Date.now(); ${draws}`;
  const result = await checkChangedModuleBehaviour(
    { base: draws, head: same, use },
    { maxMade: 20 },
  );
  expect(result).toMatchObject({ state: 'same' });
});

it('leaves out a call that reads what was not captured, but not the calls after it', async () => {
  const base =
    'export const one = (text, map) => (map === undefined ? text.length : map.has(one));';
  const result = await checkChangedModuleBehaviour(
    {
      base,
      head: `${base}\n`,
      use: ({ call }) => {
        call(['one'], 'abc');
        call(['one'], 'd', new WeakMap());
        call(['one'], 'ef');
      },
    },
    { maxMade: 20 },
  );
  expect(result).toMatchObject({ state: 'same', captured: 2 });
});
