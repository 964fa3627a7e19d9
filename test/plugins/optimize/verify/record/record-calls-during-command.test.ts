import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Host } from '../../../../../harness/host.ts';
import { claimWorktreeFolder } from '../../../../../harness/snapshot/worktree-folders.ts';
import { recordSessions } from '../../../../../plugins/optimize/verify/record/record-calls-during-command.ts';
import { observeSessions } from '../../../../../plugins/optimize/verify/summarize-recorded-calls-by-function.ts';
import { createInMemoryHost } from '../../../../support/in-memory-host.ts';
import {
  createProjectFolder,
  recordProjectFunctionCalls,
} from '../../../../support/record-project-function-calls.ts';

const USE_ONE = "import { one } from './lib.mjs'; one();";

const GRAPH = `
let made = 0;
export class Graph {
  #steps = 0;
  nodes = new Map();
  constructor() { made += 1; }
  get size() { return this.nodes.size; }
  add(name) { this.#steps += 1; this.nodes.set(name, { name }); return this; }
  steps() { return this.#steps; }
  *names() { yield* this.nodes.keys(); }
  async *stream() { for (const one of this.nodes.values()) yield one; }
  static of(...names) { const graph = new this(); for (const one of names) graph.add(one); return graph; }
}
export const groupBy = (list, key) => { const out = {}; for (const one of list) (out[key(one)] ??= []).push(one); return out; };
export function fill(list) { list.push(made); }
export function fail(why) { throw new TypeError(why); }
export async function load(client, ids) { const out = []; for (const id of ids) out.push(await client.get(id)); return out; }
export function counter() { let count = 0; return () => (count += 1); }
export const sizeOf = (value) => value.length ?? value.byteLength;
export const keep = (socket) => socket;
export const forever = () => new Promise(() => {});
`;

const USE = `
import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import * as lib from './graph.mjs';
const graph = new lib.Graph().add('b').add('a');
assert.equal(graph.size, 2);
assert.equal(graph.steps(), 2);
assert.ok(graph instanceof lib.Graph);
assert.equal(graph.constructor, lib.Graph);
assert.deepEqual([...graph.names()], ['b', 'a']);
for await (const one of graph.stream()) assert.ok(one.name);
assert.equal(lib.Graph.of('x').size, 1);
assert.deepEqual(lib.groupBy([1, 2, 3], (one) => (one % 2 ? 'odd' : 'even')), { odd: [1, 3], even: [2] });
const list = [];
lib.fill(list);
assert.deepEqual(list, [2]);
assert.throws(() => lib.fail('bad'), TypeError);
class Client { #asked = 0; async get(id) { this.#asked += 1; return 'row ' + id; } }
assert.deepEqual(await lib.load(new Client(), [2, 1]), ['row 2', 'row 1']);
const next = lib.counter();
next();
assert.equal(next(), 2);
assert.equal(lib.sizeOf('x'.repeat(100e6)), 100e6);
assert.equal(lib.sizeOf(Buffer.alloc(100e6)), 100e6);
const socket = new Socket();
assert.equal(lib.keep(socket), socket);
// Counts are reported at intervals.
await new Promise((done) => setTimeout(done, 250));
lib.forever();
process.kill(process.pid, 'SIGKILL');
`;

/** Takes from this Node.js what version 20, the oldest that tests of a project may run on, lacks. */
const AS_IN_NODE_20 = `
const iterator = Object.getPrototypeOf(Object.getPrototypeOf([].values()));
for (const name of ['map', 'filter', 'take', 'drop', 'flatMap', 'reduce', 'toArray', 'forEach', 'some', 'every', 'find'])
  delete iterator[name];
delete Map.groupBy;
delete Object.groupBy;
delete Promise.withResolvers;
delete Promise.try;
`;

describe('recorded calls', () => {
  test('are recorded by tests that run on Node.js 20', async () => {
    const recording = await recordProjectFunctionCalls(
      {
        'lib.mjs': 'export const one = (call) => call(1);\n',
        'old.mjs': AS_IN_NODE_20,
        'use.mjs':
          "import { one } from './lib.mjs'; if (one((given) => given + one(String).length) !== 2) process.exit(3);",
      },
      'lib.mjs',
      `"${process.execPath}" --import ./old.mjs use.mjs`,
    );
    expect(recording.failed).toEqual([]);
    expect(recording.sessions[0]?.calls).toHaveLength(1);
  });

  test('include all calls of a program that kills itself, in order and with their outcomes', async () => {
    const recording = await recordProjectFunctionCalls(
      { 'graph.mjs': GRAPH, 'use.mjs': USE },
      'graph.mjs',
      `"${process.execPath}" use.mjs`,
    );
    expect(recording.failed[0]?.message).toMatch(/SIGKILL|exited with code 137/u);
    const [session] = recording.sessions;
    const names = session?.calls.map(({ callee }) =>
      callee.kind === 'export'
        ? callee.path.join('.')
        : `${callee.kind} ${'name' in callee ? callee.name : ''}`,
    );
    expect(names).toEqual([
      'Graph',
      'method add',
      'method add',
      'get size',
      'method steps',
      'method names',
      'method next',
      'method next',
      'method next',
      'method stream',
      'method next',
      'method next',
      'method next',
      'Graph.of',
      'get size',
      'groupBy',
      'fill',
      'fail',
      'load',
      'counter',
      'function ',
      'function ',
      // Texts and buffers of 100 MB are counted, and not written down.
      'keep',
      'forever',
    ]);
    expect(recording.counts).toMatchObject({ sizeOf: 2, 'Graph#add': 2 });
    const outcomes = session?.calls.map(({ outcome }) => outcome.type) ?? [];
    expect(outcomes.slice(-6)).toEqual([
      'resolved',
      'returned',
      'returned',
      'returned',
      'returned',
      'pending',
    ]);
    expect(
      session?.calls.find(({ callee }) => callee.kind === 'export' && callee.path[0] === 'load')
        ?.callbacks,
    ).toMatchObject([
      { given: [2], outcome: { type: 'resolved', value: 'row 2' } },
      { given: [1], outcome: { type: 'resolved', value: 'row 1' } },
    ]);
    const facts = new Map(
      observeSessions(recording.sessions).map((observeSession) => [
        observeSession.name,
        observeSession,
      ]),
    );
    expect(facts.get('fill')?.parameters[0]).toMatchObject({ kinds: { array: 1 } });
    expect(facts.get('fail')?.errors).toEqual({ TypeError: 1 });
    expect(facts.get('groupBy')?.calling).toBe(1);
    expect(facts.get('keep')?.parameters[0]?.kinds).toEqual({ Socket: 1 });
  });

  test('cover CommonJS: constructors without new, members, functions of objects, returned functions', async () => {
    const recording = await recordProjectFunctionCalls(
      {
        'lib.js': `
          function Emitter() { if (!(this instanceof Emitter)) return new Emitter(); this.list = []; }
          Emitter.prototype.on = function (one) { this.list.push(one); return this; };
          Emitter.prototype.fire = function (value) { return this.list.map((one) => one(value)); };
          exports.Emitter = Emitter;
          const Graph = exports.Graph = function Graph() { this.nodes = {}; };
          Graph.prototype = { add(name) { this.nodes[name] = this; return name; }, has(other) { return other.nodes !== this.nodes; } };
          exports.once = (value) => value;
          exports.call = (handler) => { const held = { handler }; return held.handler(); };
          exports.twice = (value) => exports.once(value) * 2;
          exports.util = { keys: (object) => Object.keys(object) };
          exports.config = (options) => ({ get: (key) => options[key] });
        `,
        'use.js': `
          const lib = require('./lib.js');
          const fired = lib.Emitter().on((value) => value + 1).on(String).fire(1);
          if (fired.join() !== '2,1') process.exit(1);
          const graph = new lib.Graph();
          graph.add('a');
          if (new lib.Graph().has(graph) !== true || graph.add('b') !== 'b') process.exit(1);
          if (lib.twice(2) !== 4 || lib.util.keys({ a: 1 }).length !== 1) process.exit(1);
          if (lib.config({ a: 5 }).get('a') !== 5) process.exit(1);
          lib.call(function handler() { if (this.handler !== handler) process.exit(1); });
        `,
      },
      'lib.js',
      `"${process.execPath}" use.js`,
    );
    expect(recording.failed).toEqual([]);
    const facts = observeSessions(recording.sessions).map(({ name, calls }) => `${name} ${calls}`);
    // Calls that the module makes itself are not listed: `once`, and `new Emitter`.
    expect(facts).toEqual([
      'Emitter 1',
      'Emitter#on 2',
      'Emitter#fire 1',
      'new Graph 2',
      'Graph#add 2',
      'Graph#has 1',
      'twice 1',
      'util.keys 1',
      'config 1',
      'get 1',
      'call 1',
    ]);
  });

  test('show different results for the same arguments', async () => {
    const recording = await recordProjectFunctionCalls(
      {
        'lib.mjs': `
          let turn = 0;
          export const pure = (list) => list.length;
          export const impure = () => (turn += 1);
        `,
        'use.mjs': `
          import { impure, pure } from './lib.mjs';
          const list = [1, , 3];
          for (let turn = 0; turn < 300; turn += 1) { pure(list); impure(); }
        `,
      },
      'lib.mjs',
      `"${process.execPath}" use.mjs`,
    );
    const [pure, impure] = observeSessions(recording.sessions);
    expect(recording.counts).toEqual({ pure: 300, impure: 300 });
    expect(pure?.calls).toBeLessThan(300);
    expect(pure).toMatchObject({ isSameAgain: true });
    expect(pure?.parameters[0]).toMatchObject({
      lengths: { least: 3, most: 3 },
      items: { number: (pure?.calls ?? 0) * 2 },
    });
    expect(pure?.parameters[0]?.withHoles).toBe(pure?.calls);
    expect(impure).toMatchObject({ isSameAgain: false });
  });

  test('are deleted at the end, and with the next recording after a kill', async () => {
    const { host } = createInMemoryHost();
    const cache = join(host.cwd, 'cache');
    const own: Host = { ...host, env: { ...host.env, PERF_HARNESS_CACHE: cache } };
    const claimed = await claimWorktreeFolder(own);
    // As left by a process that is gone: no process has this id.
    const left = claimed.replace(/-\d+-(\d*)-(\w+)$/u, '-4999999-$1-$2');
    mkdirSync(join(left, 'recorded-calls'), { recursive: true });
    const root = createProjectFolder(own, {
      'lib.mjs': 'export const one = () => 1;',
      'use.mjs': USE_ONE,
    });
    const recording = await recordSessions(own, {
      root,
      files: ['lib.mjs'],
      signal: new AbortController().signal,
      commands: [{ text: `"${process.execPath}" use.mjs`, timeoutMs: 60_000 }],
    });
    await host.processes.stopAll();
    expect(recording.counts).toEqual({ one: 1 });
    expect(readdirSync(dirname(claimed))).toEqual([basename(claimed)]);
    rmSync(host.cwd, { recursive: true });
  });
});
