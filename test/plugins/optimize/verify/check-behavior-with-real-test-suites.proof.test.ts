import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkChange } from '../../../../plugins/optimize/verify/check-behavior-of-change.ts';
import { observeSessions } from '../../../../plugins/optimize/verify/summarize-recorded-calls-by-function.ts';
import { ROOT } from '../../../repository/read-repository-sources.ts';
import { checkChangedProjectBehaviour } from '../../../support/check-changed-project-behaviour.ts';
import { createInMemoryHost } from '../../../support/in-memory-host.ts';
import { recordProjectFunctionCalls } from '../../../support/record-project-function-calls.ts';

const SLOW = { timeout: 240_000 };

describe('the complete check of a change', () => {
  test(
    'accepts a change that keeps what callers see, and refutes a change that does not',
    SLOW,
    async () => {
      const files = {
        'lib.mjs': `
        export const unique = (list) => list.filter((one, at) => list.indexOf(one) === at);
      `,
        'use.mjs': `
        import { unique } from './lib.mjs';
        if (unique([3, 1, 3, 2]).join() !== '3,1,2') process.exit(1);
        unique(['a', 'b']);
      `,
      };
      const changed = (text: string) =>
        checkChangedProjectBehaviour({ files, change: { 'lib.mjs': text } });
      const right = `
      export const unique = (list) => {
        const seen = new Set();
        return list.filter((one) => !Number.isNaN(one) && !seen.has(one) && seen.add(one));
      };
    `;
      expect(await changed(right)).toMatchObject({
        state: 'same',
        functions: ['unique'],
        assumes: [
          'Lists have holes only where recorded lists have some.',
          'Callers continue to pass arguments like those observed: unique(array of number | string [2 to 4]).',
        ],
      });
      // NaN is found by a set, and by no `indexOf`.
      const wrong = 'export const unique = (list) => [...new Set(list)].sort();\n';
      expect(await changed(wrong)).toMatchObject({
        state: 'differs',
        counterexample: { kind: 'result' },
      });
    },
  );

  test(
    'replaces calls that cannot be repeated by those of the importing module',
    SLOW,
    async () => {
      const files = {
        'inner.mjs':
          'export const sizeOf = (all, key) => { const list = all.get(key); return list.length; };\n',
        'index.mjs': `
        import { sizeOf } from './inner.mjs';
        const all = new WeakMap();
        export function run(list) { all.set(list, list); return sizeOf(all, list); }
      `,
        'use.mjs': "import { run } from './index.mjs'; run([1, 2]); run([]);",
      };
      const change = { 'inner.mjs': 'export const sizeOf = (all, key) => all.get(key).length;\n' };
      expect(await checkChangedProjectBehaviour({ files, change })).toMatchObject({
        state: 'same',
        functions: ['run'],
      });
    },
  );

  test('covers getters, setters, and callbacks after the end of the call', SLOW, async () => {
    const lib = (change: Readonly<Record<string, string>> = {}) => {
      const parts = {
        size: 'this.#all.length',
        limit: 'Math.min(limit, 10)',
        sum: 'list.reduce((a, b) => a + b, 0)',
        ...change,
      };
      return `
        export class Box {
          #all = []; #limit = 10;
          add(one) { if (this.#all.length < this.#limit) this.#all.push(one); return this; }
          get size() { return ${parts.size}; }
          set limit(limit) { this.#limit = ${parts.limit}; }
        }
        export function later(list, tell) {
          const all = {};
          setTimeout(() => { all.sum = ${parts.sum}; tell(all.sum); }, 1);
          return all;
        }
      `;
    };
    const use = `
      import { Box, later } from './lib.mjs';
      const box = new Box();
      box.limit = 2;
      if (box.add(1).add(2).add(3).size !== 2) process.exit(1);
      await new Promise((done) => later([1, 2, 3], (sum) => { if (sum === 6) done(); }));
    `;
    const files = { 'lib.mjs': lib(), 'use.mjs': use };
    const changed = (change: Readonly<Record<string, string>>) =>
      checkChangedProjectBehaviour({ files, change: { 'lib.mjs': lib(change) } });
    const right = { size: '[...this.#all].length', sum: 'list.reduceRight((a, b) => b + a, 0)' };
    expect(await changed(right)).toMatchObject({
      state: 'same',
      functions: expect.arrayContaining(['Box#size', 'later']),
    });
    expect(await changed({ size: 'this.#all.length % 2 || null' })).toMatchObject({
      counterexample: {
        kind: 'result',
        after: 'null',
        call: expect.stringMatching(/\.size$/u),
        test: expect.stringContaining('.size'),
      },
    });
    expect(await changed({ sum: 'list.length && 6' })).toMatchObject({
      counterexample: { call: expect.stringMatching(/^later\(/u) },
    });
  });

  test('records calls under vitest with TypeScript', SLOW, async () => {
    const command = `"${process.execPath}" "${join(ROOT, 'node_modules/vitest/vitest.mjs')}" run --root .`;
    const recording = await recordProjectFunctionCalls(
      {
        'src/lib.ts': `
          export interface Item { readonly id: number }
          export const find = (items: readonly Item[], id: number): Item | undefined => items.find((one) => one.id === id);
          export class Box<T> { readonly #all: T[] = []; add(one: T): this { this.#all.push(one); return this; } list(): T[] { return [...this.#all]; } }
          export default function sum(list: readonly number[]): number { return list.reduce((a, b) => a + b, 0); }
        `,
        'test/lib.test.ts': `
          import { expect, test } from 'vitest';
          import sum, { Box, find } from '../src/lib.ts';
          test('all', () => {
            expect(find([{ id: 2 }], 2)?.id).toBe(2);
            expect(new Box<number>().add(1).list()).toEqual([1]);
            expect(sum([1, 2])).toBe(3);
          });
        `,
        'vitest.config.mjs': 'export default {};',
      },
      'src/lib.ts',
      command,
    );
    expect(recording.failed).toEqual([]);
    expect(observeSessions(recording.sessions).map(({ name }) => name)).toEqual([
      'find',
      'new Box',
      'Box#add',
      'Box#list',
      'default',
    ]);
  });

  test('checks a third-party package by the tests that it carries', SLOW, async () => {
    const { host } = createInMemoryHost();
    const require = createRequire(import.meta.url);
    const own = dirname(require.resolve('json-schema-ref-resolver/package.json'));
    const [base, head, bad] = ['base', 'head', 'bad'].map((side) => {
      const root = join(host.cwd, side);
      cpSync(own, root, { recursive: true, dereference: true });
      symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
      return root;
    }) as [string, string, string];
    const text = readFileSync(join(base, 'index.js'), 'utf8');
    const put = (side: string, from: string, to: string): void => {
      expect(text).toContain(from);
      writeFileSync(join(side, 'index.js'), text.replace(from, to));
    };
    put(
      head,
      'return this.#schemas[schemaId] !== undefined',
      'return schemaId in this.#schemas && this.#schemas[schemaId] !== undefined',
    );
    // None of its tests depends on the order.
    put(bad, '.refs.push({', '.refs.unshift({');
    const check = (side: string) =>
      checkChange(host, {
        base,
        head: side,
        files: ['index.js'],
        seed: 5,
        budgetMs: 5_000,
        testCommand: `"${process.execPath}" --test "test/**/*.test.js"`,
        signal: new AbortController().signal,
      });
    try {
      expect(await check(head)).toMatchObject({ state: 'same' });
      expect(await check(bad)).toMatchObject({ state: 'differs' });
    } finally {
      await host.processes.stopAll();
      host.files.remove(host.cwd);
    }
  });
});
