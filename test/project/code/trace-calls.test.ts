import { describe, expect, test } from 'vitest';
import { resolveEntry } from '../../../project/code/resolve-entry.ts';
import { type TraceStep, traceCalls } from '../../../project/code/trace-calls.ts';
import { factsOf } from './project.ts';

/** A tree as lines: depth, service, what is called, and whether it was cut. */
function linesOf({
  depth,
  callee,
  service,
  children,
  truncated,
  isRecursive,
}: TraceStep): string[] {
  const marks = `${truncated ? ' …' : ''}${isRecursive ? ' again' : ''}`;
  const own = `${depth} ${service === null ? '' : `${service}:`}${callee ?? 'entry'}${marks}`;
  return [own, ...children.flatMap(linesOf)];
}

describe('the trace of calls', () => {
  test('P811-14: of a chain of seven stops at five, and says that it was cut', async () => {
    const chain = Array.from(
      { length: 7 },
      (_, at) => `export async function f${at + 1}() { ${at < 6 ? `await f${at + 2}();` : ''} }`,
    );
    const facts = await factsOf({ 'a.ts': chain.join('\n') });
    const [entry = -1] = resolveEntry(facts, 'a.ts::f1');
    expect(linesOf(traceCalls(facts, entry))).toEqual([
      '1 entry',
      '2 f2',
      '3 f3',
      '4 f4',
      '5 f5 …',
    ]);
    expect(linesOf(traceCalls(facts, entry, { depth: 7 })).at(-1)).toBe('7 f7');
  });

  test('shows what leads out of the code where it takes time, with what it does', async () => {
    const facts = await factsOf({
      'a.ts': `import { readFile } from 'node:fs/promises';\nexport async function a() { await readFile('x'); console.log(1); JSON.parse('1'); }`,
    });
    const { children } = traceCalls(facts, resolveEntry(facts, 'a')[0] ?? -1);
    expect(children.map(({ callee, type }) => [callee, type])).toEqual([
      ['readFile', 'I/O-File'],
      ['JSON.parse', 'CPU'],
    ]);
  });

  test('of what calls itself ends', async () => {
    const facts = await factsOf({
      'a.ts': 'export function a() { b(); }\nfunction b() { a(); b(); }',
    });
    expect(linesOf(traceCalls(facts, resolveEntry(facts, 'a')[0] ?? -1))).toEqual([
      '1 entry',
      '2 b',
      '3 a again',
      '3 b again',
    ]);
  });

  test('P811-15: goes on in another service, and counts its depth from one', async () => {
    const orders = await factsOf({
      'server.js': `const app = require('express')();
app.get('/orders/:id', async (req, res) => res.json(await load(req.params.id)));
async function load(id) { return fetch(\`http://users:3000/users/\${id}\`); }`,
    });
    const users = await factsOf({
      'server.js': `const app = require('express')();
app.get('/users/:id', async (req, res) => res.json(await find()));
async function find() { return pool.query('SELECT name FROM users WHERE id = 1'); }`,
    });
    const [entry = -1] = resolveEntry(orders, 'GET /orders/7');
    const services = new Map([['users', { facts: users, hosts: new Set(['users:3000']) }]]);
    const tree = linesOf(traceCalls(orders, entry, { services }));
    expect(tree).toEqual([
      '1 entry',
      '2 load',
      '1 users:fetch',
      '2 users:find',
      '3 users:pool.query',
    ]);
  });

  test('P811-15: of services that ask each other ends', async () => {
    const one = await factsOf({
      'a.js': `const app = require('express')();\napp.get('/a', async (req, res) => { await fetch('http://two/b'); });`,
    });
    const two = await factsOf({
      'b.js': `const app = require('express')();\napp.get('/b', async (req, res) => { await fetch('http://one/a'); });`,
    });
    const services = new Map([
      ['one', { facts: one, hosts: new Set(['one']) }],
      ['two', { facts: two, hosts: new Set(['two']) }],
    ]);
    const tree = linesOf(traceCalls(one, resolveEntry(one, '/a')[0] ?? -1, { services }));
    expect(tree).toEqual(['1 entry', '1 two:fetch', '1 one:fetch', '1 two:fetch again']);
  });
});
