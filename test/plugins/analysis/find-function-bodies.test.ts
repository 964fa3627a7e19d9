import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { parseSync } from 'oxc-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { findBodies } from '../../../plugins/analysis/find-function-bodies.ts';
import { loadParser, type Parser } from '../../../plugins/analysis/load-parser.ts';
import { parseFile } from '../../../plugins/analysis/parse-source-file.ts';
import {
  applyInsertions,
  createInsertions,
  mayContainTypes,
} from '../../../profilers/instrument/insert-recorder-calls.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
let parser: Parser;
beforeAll(async () => {
  parser = await loadParser(createHost());
});

/** Returns the text with one function, found by name, instrumented; line numbers do not change. */
function instrumented(file: string, text: string, name: string, lines = [1, 1]): string {
  const [line = 1, endLine = 1] = lines;
  const [found] = findBodies(parser, file, text, [{ name, line, endLine }]);
  if (found?.type !== 'found') throw new Error(found?.reason);
  return applyInsertions(text, createInsertions(found.place, 0, mayContainTypes(file)));
}

/** Returns a program's results without and with a recorder, and the count of recorded calls. */
function results(text: string): readonly unknown[] {
  const calls: number[] = [];
  const recorder = (of: number, work: () => unknown): unknown => {
    calls.push(of);
    return work();
  };
  return [
    runInNewContext(text, {}),
    runInNewContext(`globalThis[Symbol.for('perf-harness.instrument')] = recorder;\n${text}`, {
      recorder,
      Symbol,
    }),
    calls.length,
  ];
}

describe('function bodies', () => {
  it.each([
    ['f', `function f(a, b = a) { return a + b; } f(3)`, 6],
    ['f', `function f() {} f()`, undefined],
    ['f', `function f() { return arguments.length; } f(1, 2)`, 2],
    ['f', `const f = (a) => a * 2; f(4)`, 8],
    ['f', `const f = (a) => ({ a }); f(4).a`, 4],
    ['f', `const f = (a) => (b) => a + b; f(4)(5)`, 9],
    ['f', `const o = { f() { return this.x; }, x: 7 }; o.f()`, 7],
    ['f', `const o = { f: function () { return this.x; }, x: 7 }; o.f()`, 7],
    [
      'f',
      `class B { f() { return 1; } } class A extends B { x() { return super.f(); } } new A().x()`,
      1,
    ],
    [
      'x',
      `class B { f() { return 1; } } class A extends B { x() { return super.f(); } } new A().x()`,
      1,
    ],
    ['f', `class A { static f() { return 5 } } A.f()`, 5],
    ['f', `class A { get f() { return 5 } } new A().f`, 5],
    ['f', `class A { f = () => 5 } new A().f()`, 5],
    ['f', `function f() { 'use strict' ; return this === undefined; } f()`, true],
    ['f', `function f(a) { if (a) { return 1 } /* last */ } f(1)`, 1],
    ['F', `function F() { this.a = 3; } new F().a`, 3],
  ])('behave as before in a function of their own: %s of %s', (name, text, expected) => {
    const [plain, recorded, calls] = results(instrumented('a.js', text, name));
    expect([plain, recorded]).toEqual([expected, expected]);
    expect(calls).toBe(1);
  });

  it('begin after a directive without a semicolon', () => {
    const text = `function f() {\n  'use strict'\n  return this === undefined;\n}\nf()`;
    const edited = instrumented('a.js', text, 'f', [1, 4]);
    expect(edited.split('\n')).toHaveLength(text.split('\n').length);
    expect(results(edited)).toEqual([true, true, 1]);
  });

  it.each([
    ['f', `function* f() { yield 1; }`, 'the function is a generator'],
    ['f', `class A { *f() { yield 1; } }`, 'the function is a generator'],
    ['f', `const o = { async *f() { yield 1; } }`, 'the function is a generator'],
    ['constructor', `class A { constructor() { this.a = 1; } }`, 'the function is a constructor'],
    [
      'f',
      `function f(a) { var a = a || 1; return a; }`,
      'the function redeclares one of its parameters',
    ],
    [
      'f',
      `function f(a) { function a() {} return a; }`,
      'the function redeclares one of its parameters',
    ],
    [
      'f',
      `function f({ a }) { for (var a of [1]) {} }`,
      'the function redeclares one of its parameters',
    ],
    ['g', `const a = 1;`, 'the function was not found in its file'],
  ])('are rejected when they cannot be moved: %s of %s', (name, text, reason) => {
    expect(findBodies(parser, 'a.js', text, [{ name, line: 1, endLine: 1 }])).toEqual([
      { type: 'refused', reason },
    ]);
    expect(findBodies(parser, 'a.py', text, [{ name, line: 1, endLine: 1 }])[0]?.type).toBe(
      'refused',
    );
  });

  it.each([
    'plugins/analysis/extract/syntax-tree-visitor-with-scope-frames.ts',
    'node_modules/pg/lib/client.js',
    'node_modules/fastify/lib/route.js',
  ])('leave a file a valid program when all of them are moved: %s', async (file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const parsed = await parseFile(parser, file, text);
    if (parsed.state !== 'read') throw new Error(parsed.reason);
    const wanted = parsed.facts.functions.slice(1);
    const found = findBodies(parser, file, text, wanted);
    const places = new Map(
      found.flatMap((body) => (body.type === 'found' ? [[body.place.start, body.place]] : [])),
    );
    expect(places.size).toBeGreaterThan(2);
    const insertions = [...places.values()].flatMap((place, index) =>
      createInsertions(place, index, mayContainTypes(file)),
    );
    const edited = applyInsertions(text, insertions);
    expect(edited.split('\n')).toHaveLength(text.split('\n').length);
    expect(parseSync(basename(file), edited).errors).toEqual([]);
  });
});
