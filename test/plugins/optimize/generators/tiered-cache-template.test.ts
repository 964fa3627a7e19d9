/** A two-tier cache: the module that the template creates, its behaviour, and refused modules. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type {
  Bottleneck,
  PerformanceMap,
} from '../../../../harness/model/documents/performance-map-document.ts';
import { createBuiltinGenerator } from '../../../../plugins/optimize/generators/builtin-hypothesis-generator.ts';
import {
  type CachePlan,
  proposeTieredCache,
} from '../../../../plugins/optimize/generators/propose-caches.ts';
import { TIERED_CACHE_MODULE } from '../../../../plugins/optimize/generators/tiered-cache-module.ts';
import { applyHypothesis } from '../../../../plugins/optimize/strike/apply-hypothesis.ts';
import { refuseUnboundedCache } from '../../../../plugins/optimize/strike/refuse-manifest-change.ts';
import { openWorktrees } from '../../../../plugins/optimize/strike/trial-worktrees.ts';
import {
  createHypothesis,
  createHypothesisProject,
} from '../../../support/optimization-hypothesis-project.ts';
import {
  samplePerformanceMap,
  samplePerformanceMapStep,
} from '../../../support/sample-optimization-context.ts';

const FIXTURE = join(import.meta.dirname, '../../../fixtures/tiered-cache');
const read = (name: string): string => readFileSync(join(FIXTURE, name), 'utf8');
const FILES = { 'src/users.js': read('before.js'), 'src/store.js': read('store.js') };
const BOTTLENECK: Bottleneck = {
  step: '1',
  function: 'readUser',
  location: 'src/users.js:1',
  type: 'I/O-DB',
  share: 80,
  wall_time_ms: 8,
  priority: 'PRIMARY',
  detail: '',
  why: [],
};
const PLAN: CachePlan = {
  file: 'src/users.js',
  reader: 'readUser',
  writers: ['renameUser'],
  client: 'redis',
};

const propose = (plan: CachePlan = PLAN, text = FILES['src/users.js']) =>
  proposeTieredCache(plan, text, BOTTLENECK);

function proposed(plan?: CachePlan) {
  const made = propose(plan);
  if (typeof made === 'string') throw new Error(made);
  return { ...made, id: 'H1' };
}

/** Applies a change to a repository just as the strike does. */
async function applied(change: ReturnType<typeof createHypothesis>, files = FILES) {
  const project = createHypothesisProject({ 'package.json': '{"type":"module"}', ...files });
  const { signal } = new AbortController();
  const request = { root: project.root, slug: 'sample', cycle: 1, signal };
  const worktrees = await openWorktrees(project.host, request);
  const worktree = await worktrees.open('head');
  const outcome = await applyHypothesis(worktree, change);
  const texts = (path: string): string | null => project.host.files.read(join(worktree.root, path));
  const result = { outcome, users: texts('src/users.js'), cache: texts('src/tiered-cache.js') };
  await worktrees.close();
  return result;
}

interface Users {
  readonly readUser: (id: string) => Promise<{ readonly name: string | null }>;
  readonly renameUser: (id: string, name: string) => Promise<string>;
}

/** Global with the stores that the modules of the fixture use. */
const GLOBAL = 'tieredCacheFixture';
afterEach(() => {
  Reflect.deleteProperty(globalThis, GLOBAL);
});

/** Imports the module once for each simulated process: each import is a separate instance. */
async function processes(name: 'before.js' | 'after.js', count: number) {
  const shared = new Map<string, string>();
  const database = { reads: 0, names: new Map([['1', 'Ada']]) };
  const given: unknown[] = [];
  const redis = {
    get: async (key: string) => shared.get(key) ?? null,
    set: async (key: string, text: string, options: unknown) => {
      given.push(options);
      shared.set(key, text);
    },
    del: async (key: string) => shared.delete(key),
  };
  Object.assign(globalThis, { [GLOBAL]: { database, redis } });
  const folders = createHypothesisProject({}).root;
  const users: Users[] = [];
  for (let index = 0; index < count; index += 1) {
    const folder = join(folders, `${index}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'users.js'), read(name));
    writeFileSync(join(folder, 'store.js'), read('store.js'));
    writeFileSync(join(folder, 'tiered-cache.js'), TIERED_CACHE_MODULE);
    users.push(await import(pathToFileURL(join(folder, 'users.js')).href));
  }
  return { users, database, shared, given };
}

describe('the tiered cache template', () => {
  it('LEAD-22: adds a cache to a module, and invalidation to its writers', async () => {
    const { outcome, users, cache } = await applied(proposed());
    expect(outcome).toMatchObject({ state: 'applied' });
    expect(users).toBe(read('after.js'));
    expect(cache).toBe(TIERED_CACHE_MODULE);
  });

  it('LEAD-22: is refused without a function that invalidates', () => {
    expect(propose({ ...PLAN, writers: [] as never })).toBe(
      'no function invalidates the cache; name the functions that change the cached data',
    );
    expect(propose({ ...PLAN, writers: ['removeUser'] })).toContain('removeUser');
    const wide = FILES['src/users.js'].replace('readUser(id)', 'readUser(id, more)');
    expect(propose(PLAN, wide)).toBe('readUser has parameters in addition to its key');
  });

  it('LEAD-22: raises the hit rate from zero for repeated reads, and returns written values', async () => {
    const ask = async (name: 'before.js' | 'after.js') => {
      const { users, database, given } = await processes(name, 2);
      const [first, other] = users as [Users, Users];
      const names: (string | null)[] = [];
      for (let index = 0; index < 10; index += 1) {
        names.push((await first.readUser('1')).name, (await other.readUser('1')).name);
      }
      await first.renameUser('1', 'Grace');
      const after = (await first.readUser('1')).name;
      return { names: new Set(names), after, hitRate: 1 - database.reads / 21, given };
    };
    const before = await ask('before.js');
    const cached = await ask('after.js');
    expect([before.hitRate, before.after]).toEqual([0, 'Grace']);
    // One read for both processes, and one after the change: 19 of 21 are hits.
    expect(cached.hitRate).toBeCloseTo(19 / 21, 10);
    expect([...cached.names, cached.after]).toEqual(['Ada', 'Grace']);
    expect(cached.given).toEqual([{ EX: 3600 }, { EX: 3600 }]);
  });

  it('LEAD-22: keeps 1000 entries per process for a minute each, and no value changed during its load', async () => {
    const file = join(
      createHypothesisProject({ 'package.json': '{"type":"module"}' }).root,
      'cache.js',
    );
    writeFileSync(file, TIERED_CACHE_MODULE);
    const { tieredCache } = await import(pathToFileURL(file).href);
    let time = 0;
    let loads = 0;
    const load = async (key: string) => ({ key, load: ++loads });
    const cache = tieredCache({ name: 'n', load, now: () => time });
    for (let key = 0; key <= 1000; key += 1) await cache.get(String(key));
    await cache.get('1000');
    expect(loads).toBe(1001);
    // The oldest had to go.
    await cache.get('0');
    expect(loads).toBe(1002);
    time = 60_000;
    await cache.get('1000');
    expect(loads).toBe(1003);
    // Callers may modify the values that they get.
    (await cache.get('1000')).key = 'spoilt';
    expect((await cache.get('1000')).key).toBe('1000');
    let answer: (value: string) => void = () => undefined;
    const slow = tieredCache({
      name: 's',
      load: () => new Promise((resolve) => (answer = resolve)),
    });
    const old = slow.get('a');
    await slow.invalidate('a');
    answer('old');
    expect(await old).toBe('old');
    const next = slow.get('a');
    await new Promise((resolve) => setImmediate(resolve));
    answer('new');
    expect(await next).toBe('new');
    expect(slow.counts).toEqual({ ownHits: 0, sharedHits: 0, misses: 2 });
  });
});

describe('the built-in generator', () => {
  const PLAN_OF_CONFIG = {
    file: 'src/users.js',
    reader: 'readUser',
    client: 'redis',
    writers: ['renameUser'] as const,
  };
  const map = (line: number): PerformanceMap => {
    const whole = samplePerformanceMap({
      steps: [
        samplePerformanceMapStep({
          location: `src/users.js:${line}`,
          step_type: 'I/O-DB',
          time_share_pct: 90,
        }),
      ],
    });
    const [first] = whole.top_bottlenecks;
    return {
      ...whole,
      top_bottlenecks: first === undefined ? [] : [{ ...first, type: 'I/O-DB', step: '1' }],
    };
  };
  const generate = async (line: number, plan: CachePlan) => {
    const { host, root } = createHypothesisProject({
      'package.json': '{"type":"module"}',
      ...FILES,
    });
    const { signal } = new AbortController();
    const generator = createBuiltinGenerator({ host, caches: { root, plans: [plan] } });
    const context = { root, map: map(line), local_findings: [], exclude: [], signal };
    const { hypotheses } = await generator.generate(context);
    return hypotheses.filter(({ key }) => key.startsWith('tiered-cache:'));
  };

  it('LEAD-22: proposes a cache when a reader named by the project takes the time', async () => {
    const [proposal, ...more] = await generate(4, PLAN_OF_CONFIG);
    expect(more).toEqual([]);
    expect(proposal).toMatchObject({ bottleneck_class: 'I/O-DB', evidence: ['1'] });
    if (proposal === undefined) throw new TypeError('nothing is proposed');
    expect((await applied(proposal)).users).toBe(read('after.js'));
  });

  it('LEAD-22: proposes no cache when something else takes the time', async () => {
    expect(await generate(9, PLAN_OF_CONFIG)).toEqual([]);
  });

  it('LEAD-22: names the function that does not exist', async () => {
    const asked = generate(4, { ...PLAN_OF_CONFIG, writers: ['removeUser'] });
    await expect(asked).rejects.toThrow(/cannot cache src\/users\.js::readUser: .*removeUser/u);
  });
});

describe('a patch that adds a cache', () => {
  const patchOf = (line: string) => {
    const rows = FILES['src/users.js'].split('\n');
    const patch = `--- a/src/users.js\n+++ b/src/users.js\n@@ -1,2 +1,3 @@\n ${rows[0]}\n+${line}\n ${rows[1]}\n`;
    return createHypothesis('H1', { kind: 'patch', patch }, { files_to_modify: ['src/users.js'] });
  };

  it('LEAD-22: is refused with the reason when it has no invalidation', async () => {
    const { outcome, users } = await applied(patchOf('const userCache = new Map();'));
    expect(outcome).toEqual({
      state: 'refused',
      reason:
        'H1: it adds a cache without invalidation: userCache in src/users.js is never removed and never expires',
    });
    expect(users).toBe(FILES['src/users.js']);
  });

  it.each([
    ['const userCache = new Map();\nread(userCache.get(1));', false],
    ['const cache = {};\ncache[1] = 2;', false],
    ['export const MEMO = new Map();', false],
    ['class Users {\n  #cache = new Map();\n}', false],
    ['const users = new LRUCache({ max: 500 });', true],
    ['const userCache = new LRUCache({ max: 500 });', false],
    ['const userCache = new LRUCache({ max: 500, ttl: 60_000 });', true],
    ['const userCache = new Map();\nonChange((id) => userCache.delete(id));', true],
    ['const cache = {};\nonChange((id) => { delete cache[id]; });', true],
    ['class Users {\n  #cache = new Map();\n  change(id) { this.#cache.delete(id); }\n}', true],
    ['await redis.set(key, text);', false],
    ['await redis.set(key, text, { EX: 3600 });', true],
    ['await redis.set(\n  key,\n  text,\n  { EX: 3600 },\n);', true],
    ['await redis.set(key, text);\nawait redis.del(key);', true],
    // A cache local to one call, which ends with the call.
    [
      'function f(all) {\n  const cache = new Map();\n  return all.map((one) => cache.get(one));\n}',
      true,
    ],
  ])('LEAD-22: is accepted with %j: %s', (added, isFine) => {
    const reason = refuseUnboundedCache('src/a.js', '', `${added}\n`);
    expect(reason === null).toBe(isFine);
    // Code that was there before is not part of the change.
    expect(refuseUnboundedCache('src/a.js', `${added}\n`, `${added}\n// more\n`)).toBeNull();
  });
});
