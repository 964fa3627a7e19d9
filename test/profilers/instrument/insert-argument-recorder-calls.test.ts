import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, test } from 'vitest';
import { findBodies, loadParser } from '../../../plugins/analysis/index.ts';
import { OUTSIDE_CALLS_SYMBOL } from '../../../profilers/calls/outside-call.ts';
import {
  applyInsertions,
  createArgumentInsertions,
  orderInsertions,
  withoutTypeChecks,
} from '../../../profilers/instrument/insert-recorder-calls.ts';
import { createInMemoryHost } from '../../support/in-memory-host.ts';

const KEY = Symbol.for(OUTSIDE_CALLS_SYMBOL);

/** @param names - Functions on the first line, each with the line as its place. */
async function instrument(text: string, names: readonly string[], file = 'a.js'): Promise<string> {
  const parser = await loadParser(createInMemoryHost().host);
  const wanted = names.map((name) => ({ name, line: 1, endLine: 1 }));
  const functions = findBodies(parser, file, text, wanted, true).flatMap((body, index) =>
    body.type === 'found' ? [createArgumentInsertions(body.place, index, file !== 'a.js')] : [],
  );
  return applyInsertions(text, orderInsertions(functions));
}

/** Evaluates an expression after the text, with a recorder that notes the calls. */
function evaluate(text: string, expression: string) {
  const calls: unknown[] = [];
  const recorder = (label: string, work: () => unknown, given: readonly unknown[]): unknown => {
    calls.push([label.at(-1), ...given]);
    return work();
  };
  Object.defineProperty(nodeModule, KEY, { value: recorder, configurable: true });
  const value: unknown = new Function(`${text}; return ${expression};`)();
  return { value, calls };
}

afterEach(() => {
  Reflect.deleteProperty(nodeModule, KEY);
});

describe('createArgumentInsertions', () => {
  it.for<[string, string, readonly string[], string, unknown, unknown]>([
    [
      'a function',
      'function f(a) { return a + this.b; }',
      ['f'],
      'f.call({ b: 1 }, 2)',
      3,
      [['0', 2]],
    ],
    ['an empty function', 'function f() {}', ['f'], 'f(1)', undefined, [['0', 1]]],
    [
      'a directive',
      "function f() { 'use strict'; return this; }",
      ['f'],
      'f()',
      undefined,
      [['0']],
    ],
    [
      'an arrow',
      'const f = (a, ...rest) => a + rest.length;',
      ['f'],
      'f(1, 2, 3)',
      3,
      [['0', 1, 2, 3]],
    ],
    [
      'destructured parameters with a default',
      'const f = ({ a = 4 } = {}, [b] = [1]) => a + b;',
      ['f'],
      'f({ a: 2 }) + f()',
      8,
      [['0', { a: 2 }], ['0']],
    ],
    [
      'constructors, from behind the call of super',
      'class A { constructor(a) { this.a = a; } } class B extends A { b = 1; constructor(a) { super(a); this.b += this.a; } }',
      ['A.constructor', 'B.constructor'],
      'new B(2).b',
      3,
      [
        ['0', 2],
        ['1', 2],
      ],
    ],
    [
      'an arrow that another returns',
      'const f = (a) => g = ({ b }) => a + b; let g;',
      ['f', 'g'],
      'f(1)({ b: 2 })',
      3,
      [
        ['0', 1],
        ['1', { b: 2 }],
      ],
    ],
  ])('records the arguments of %s', async ([, text, names, expression, value, calls]) => {
    expect(evaluate(await instrument(text, names), expression)).toEqual({ value, calls });
  });

  it('passes `this` to the recorder, which a constructor has when it has run', async () => {
    const text = await instrument(
      'class A { constructor(b) { this.b = b; } get() { return this.b; } } const f = () => 0;',
      ['A.constructor', 'get', 'f'],
    );
    const seen: unknown[] = [];
    const recorder = (_: string, work: () => unknown, __: unknown, readThis?: () => unknown) => {
      const result = work();
      seen.push(readThis?.());
      return result;
    };
    Object.defineProperty(nodeModule, KEY, { value: recorder, configurable: true });
    new Function(`${text}; new A(7).get(); f();`)();
    expect(seen).toEqual([{ b: 7 }, { b: 7 }, undefined]);
  });

  it('runs the function as it is without a recorder', async () => {
    const text = await instrument('const f = ({ a }) => a;', ['f']);
    expect(new Function(`${text}; return f({ a: 5 });`)()).toBe(5);
  });
});

test('a compiler with strict settings accepts instrumented TypeScript', async () => {
  const text =
    'export const f = ({ a }: { a: number }, b = 1) => { return a + b; }; export const g: (c: number) => number = (c) => c;';
  const instrumented = await instrument(text, ['f', 'g'], 'a.ts');
  expect(instrumented).toContain('perfHarnessGiven');
  const folder = mkdtempSync(join(tmpdir(), 'instrumented-types-'));
  writeFileSync(join(folder, 'a.ts'), withoutTypeChecks('a.ts', instrumented));
  const tsc = join(import.meta.dirname, '../../../node_modules/.bin/tsc');
  const args = ['--noEmit', '--strict', '--types', '', '--module', 'nodenext', 'a.ts'];
  expect(execFileSync(tsc, args, { cwd: folder, encoding: 'utf8' })).toBe('');
});
