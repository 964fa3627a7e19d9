import { describe, expect, it } from 'vitest';
import { createInstrumentedPrograms } from '../../support/instrumented-program.ts';

const run = createInstrumentedPrograms();

const BURN = `export function burn(ms) { const end = performance.now() + ms; while (performance.now() < end); return ms; }`;

describe('the call instrumenter', () => {
  it('P811-33: counts calls in ES modules, exported or not, with the self time of each, and recursion once', async () => {
    const { of, stdout, exit } = await run(
      {
        'main.mjs': `import { burn, outer } from './lib.mjs';\nfor (let i = 0; i < 5; i += 1) outer();\nfunction deep(left) { burn(5); if (left > 0) deep(left - 1); }\ndeep(9);\nconsole.log(outer.length, outer.name);\n`,
        'lib.mjs': `${BURN}\nfunction inner() { burn(4); }\nexport function outer(a, b) { burn(6); inner(); inner(); return a ?? b; }\n`,
      },
      [
        { file: 'lib.mjs', name: 'outer' },
        { file: 'lib.mjs', name: 'inner' },
        { file: 'main.mjs', name: 'deep' },
      ],
    );
    expect(exit).toEqual({ type: 'code', code: 0 });
    // The function's name and length are unchanged.
    expect(stdout.trim()).toBe('2 outer');
    expect(of('outer').calls).toBe(5);
    expect(of('inner').calls).toBe(10);
    expect(of('outer').totalMs).toBeGreaterThan(69);
    expect(of('inner').totalMs).toBeGreaterThan(39);
    expect(of('outer').selfMs).toBeGreaterThan(29);
    expect(of('outer').selfMs + of('inner').totalMs).toBeCloseTo(of('outer').totalMs, 3);
    expect(of('deep').calls).toBe(10);
    expect(of('deep').totalMs).toBeGreaterThan(49);
    expect(of('deep').selfMs).toBeCloseTo(of('deep').totalMs, 3);
  });

  it('P811-33: counts calls in CommonJS, and of methods, arrow functions and TypeScript', async () => {
    const { of, stderr, loaded } = await run(
      {
        'main.cjs': `const { Shop } = require('./shop.cjs');\nconst { twice, sum } = require('./types.cts');\nconst shop = new Shop();\nshop.sell(1);\nshop.sell(2);\nif (twice(4) !== 8 || sum(1, 2, 3) !== 6) throw new Error('wrong');\n`,
        'shop.cjs': `class Shop {\n  sold = 0;\n  sell(count) { 'use strict'; this.sold += arguments[0]; return this.sold + count; }\n}\nexports.Shop = Shop;\n`,
        'types.cts': `const twice = (value: number): number => value * 2;\nfunction sum(...all: readonly number[]): number { return all.reduce((a, b) => a + b, 0); }\nmodule.exports = { twice, sum };\n`,
      },
      [
        { file: 'shop.cjs', name: 'sell' },
        { file: 'types.cts', name: 'twice' },
        { file: 'types.cts', name: 'sum' },
      ],
    );
    expect(stderr).not.toContain('Error');
    expect(loaded).toHaveLength(2);
    expect([of('sell').calls, of('twice').calls, of('sum').calls]).toEqual([2, 1, 1]);
  });

  it('P811-33: times async functions until they settle, concurrent or one by one', async () => {
    const { of, stdout } = await run(
      {
        'main.mjs': [
          `const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));`,
          `async function slow(ms) { await sleep(ms); return ms; }`,
          `async function both() { return Promise.all([slow(80), slow(80)]); }`,
          `async function bad() { await slow(20); throw new Error('as it should'); }`,
          `await both();`,
          `await bad().catch(({ message }) => console.log(message));`,
        ].join('\n'),
      },
      ['slow', 'both', 'bad'].map((name) => ({ file: 'main.mjs', name })),
    );
    expect(stdout.trim()).toBe('as it should');
    expect(of('slow').calls).toBe(3);
    expect(of('slow').totalMs).toBeGreaterThan(175);
    expect(of('both').totalMs).toBeGreaterThan(78);
    // The calls run concurrently, and their time is not self time of the function that awaits both.
    expect(of('both').totalMs).toBeLessThan(0.7 * of('slow').totalMs);
    expect(of('both').selfMs).toBeLessThan(0.5 * of('both').totalMs);
    expect(of('bad').totalMs).toBeGreaterThan(19);
  });

  it('P811-33: counts requests and statements of the function that makes them', async () => {
    const { of } = await run(
      {
        'main.mjs': [
          `import { createServer, get } from 'node:http';`,
          `import { DatabaseSync } from 'node:sqlite';`,
          `const server = createServer((_, response) => response.end('x')).listen(0);`,
          `await new Promise((resolve) => server.once('listening', resolve));`,
          `const url = new URL('http://localhost'); url.hostname = '127.0.0.1'; url.port = server.address().port;`,
          `const database = new DatabaseSync(':memory:');`,
          `async function asks(times) { for (let i = 0; i < times; i += 1) await (await fetch(url)).text(); }`,
          `function older() { return new Promise((resolve) => get(url, (answer) => answer.resume().on('end', resolve))); }`,
          `function reads() { return database.prepare('SELECT 1').get(); }`,
          `async function idle() { await new Promise((resolve) => setTimeout(resolve, 30)); }`,
          `const waiting = idle(); await asks(13); await older(); reads(); reads(); await waiting; server.close(); server.closeAllConnections();`,
        ].join('\n'),
      },
      ['asks', 'older', 'reads', 'idle'].map((name) => ({ file: 'main.mjs', name })),
    );
    expect(of('asks').network).toBe(13);
    expect(of('older').network).toBe(1);
    expect(of('reads').database).toBe(2);
    expect(of('idle')).toMatchObject({ network: 0, database: 0 });
  });

  it('P811-33: reports the memory that calls leave behind when requested', async () => {
    const { of } = await run(
      {
        'main.mjs': [
          `const kept = [];`,
          `function keeps() { for (let i = 0; i < 2000; i += 1) kept.push({ at: [i, i] }); }`,
          `function wastes() { let all = []; for (let i = 0; i < 2000; i += 1) all.push({ at: [i, i] }); return all.length; }`,
          `for (let turn = 0; turn < 30; turn += 1) { keeps(); wastes(); await new Promise((resolve) => setTimeout(resolve, 12)); }`,
        ].join('\n'),
      },
      [
        { file: 'main.mjs', name: 'keeps', watchesMemory: true },
        { file: 'main.mjs', name: 'wastes', watchesMemory: true },
      ],
    );
    const middle = (all: readonly number[]): number =>
      all.toSorted((a, b) => a - b)[all.length >> 1] ?? Number.NaN;
    // A slow machine has time for fewer.
    expect(of('keeps').leftBytes.length).toBeGreaterThan(0);
    expect(of('wastes').leftBytes.length).toBeGreaterThan(0);
    expect(middle(of('keeps').leftBytes)).toBeGreaterThan(100_000);
    expect(middle(of('wastes').leftBytes)).toBeLessThan(30_000);
  });

  it('P811-31: counts calls of a program that leaves no profile because it ends abruptly', async () => {
    const { of, exit } = await run(
      {
        'main.mjs': `${BURN}\nfunction work() { burn(20); }\nfor (let turn = 0; turn < 24; turn += 1) work();\nprocess.reallyExit(0);\n`,
      },
      [{ file: 'main.mjs', name: 'work' }],
    );
    expect(exit).toEqual({ type: 'code', code: 0 });
    expect(of('work').calls).toBeGreaterThan(8);
  });

  it('leaves a file alone that is not the inspected file', async () => {
    const { of, changed, loaded, exit } = await run(
      {
        'main.mjs': `import { writeFileSync } from 'node:fs';\nwriteFileSync(new URL('./late.mjs', import.meta.url), 'export function late() { return 2; }\\n');\nconst { late } = await import('./late.mjs');\nif (late() !== 2) process.exitCode = 1;\n`,
        'late.mjs': `export function late() { return 1; }\n`,
      },
      [{ file: 'late.mjs', name: 'late' }],
    );
    expect(exit).toEqual({ type: 'code', code: 0 });
    expect(loaded).toEqual([]);
    expect(changed).toHaveLength(1);
    expect(of('late').calls).toBe(0);
  });
});
