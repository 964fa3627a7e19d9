import { describe, expect, it } from 'vitest';
import { CODEMODS } from '../../../../plugins/optimize/generators/codemod-catalogue.ts';
import { readSource } from '../../../../plugins/optimize/generators/read-source-file.ts';
import { applyCodemodToFile } from './apply-codemod-to-file.ts';

/** Codemods that rely only on what the file shows. */
const PROVEN = CODEMODS.filter(({ evidence = 'proven' }) => evidence === 'proven');

/** Returns the codemods that change a file, after trying all; empty if its values prove nothing. */
function fired(text: string, path = 'src/use.cjs'): readonly string[] {
  const source = readSource(path, text);
  if (source === null) throw new Error(`${path} is no program`);
  return PROVEN.filter(({ find }) => find(source).length > 0).map(({ id }) => id);
}

/** Would become `e.startsWith('a')`, which a list has not. */
const IX = (name: string) => `${name}.indexOf('a') === 0`;
/** CommonJS, so that names outside of functions are its own. */
const M = "const fs = require('node:fs');\n";

describe('hazards in code without types', () => {
  it.each([
    [
      'a parameter that is filled',
      `function f(l) { l.push(['a']); return l.filter((x) => ${IX('x')}); }\nf(['abc']);`,
    ],
    [
      'a parameter whose field is set',
      `function f(o) { o.s = ['a']; return ${IX('o.s')}; }\nf({ s: 'abc' });`,
    ],
    [
      'a parameter that is given away',
      `function f(o) { fs.fill(o); return ${IX('o.s')}; }\nf({ s: 'abc' });`,
    ],
    [
      'a part that is filled',
      `const { list } = { list: ['abc'] };\nlist.push(['a']);\nlist.filter((x) => ${IX('x')});`,
    ],
    [
      'a function with a name of its own',
      `const f = function g(x, n) { if (n) return g(['a'], 0); return ${IX('x')}; };\nf('abc', 1);`,
    ],
    [
      'a callback with a name of its own',
      `['abc'].map(function g(x) { if (typeof x === 'string') return g(['a']); return ${IX('x')}; });`,
    ],
    [
      'a parameter set through arguments',
      `function f(x) { arguments[0] = ['a']; return ${IX('x')}; }\nf('abc');`,
    ],
    [
      'a function that calls itself by arguments',
      `function f(x, n) { if (n) return arguments.callee(['a'], 0); return ${IX('x')}; }\nf('abc', 1);`,
    ],
    ['a function in a block', `{ function f(x) { return ${IX('x')}; } f('abc'); }\nf(['a']);`],
    ['a var that is used before', `const f = (x) => /d$/.test(x);\nf(s);\nvar s = 'abc';`],
    [
      'a var that a function uses before',
      `use();\nvar s = 'abc';\nfunction use() { return /d$/.test(s); }`,
    ],
    ['a var that may not be reached', `if (fs.x) { var s = 'abc'; }\n/d$/.test(s);`],
    ['a var of two loops', `for (var k of [['a']]) ${IX('k')};\nfor (var k in fs) fs.f(k);`],
    [
      'a parameter that is a var as well',
      `function f(s) { if (!s) { var s = 'abc'; } return ${IX('s')}; }\nf(['a']);`,
    ],
    ['a var with two values', `var s = ['a'];\nvar s = fs.x ? s : 'abc';\n${IX('s')};`],
    ['the variable of a loop behind it', `for (var k in {}) fs.f(k);\n/d$/.test(k);`],
    [
      'a rest parameter with a hole',
      `function f(...l) { delete l[0]; return l.map(() => 'abc').find((x) => ${IX('x')}); }\nf();`,
    ],
    ['an object in brackets', `const o = ({ s: 'abc' });\no.s = ['a'];\n${IX('o.s')};`],
    ['a field in brackets that is set', `const o = { s: 'abc' };\n(o.s) = ['a'];\n${IX('o.s')};`],
    [
      'elements that a loop changes',
      `const l = [{ s: 'abc' }];\nfor (const e of l) e.s = ['a'];\nfor (const e of l) ${IX('e.s')};`,
    ],
    [
      'lists in a list',
      `const l = [['abc']];\nl.forEach((e) => e.push(['a']));\nl.forEach((e) => e.filter((x) => ${IX('x')}));`,
    ],
    [
      'entries that a loop changes',
      `const l = Object.entries(fs);\nfor (const e of l) e[0] = ['a'];\nfor (const [k] of l) ${IX('k')};`,
    ],
    [
      'a Set that is filled',
      `const t = new Set(['abc']);\nt.add(['a']);\nArray.from(t).filter((x) => ${IX('x')});`,
    ],
    ['elements of two kinds', `[{ s: 'abc' }, { s: ['a'] }].filter((x) => ${IX('x.s')});`],
    [
      'what a filter changed',
      `[{ s: 'abc' }].filter((e) => (e.s = ['a'])).filter((e) => ${IX('e.s')});`,
    ],
    ['a hole behind a comment', `['a', /* none */ , 'b'].find((x) => ${IX('x')});`],
    ['what is waited for', `['a'].map(async (x) => 'abc').filter((x) => ${IX('x')});`],
    [
      'methods that all objects have',
      "'a'.constructor((x) => x.indexOf('a') === 0);\n['a'].toString((x) => x.indexOf('a') === 0);",
    ],
    ['what an object inherits', `const o = { __proto__: 'abc' };\n${IX('o.__proto__')};`],
  ])('%s', (_, text) => {
    expect(fired(M + text)).toEqual([]);
  });

  it.each([
    ['the globals of a page', `const o = { s: 'abc' };\n${IX('o.s')};`],
    [
      'functions of a page',
      `function f(x) { return ${IX('x')}; }\nf('abc');\nfunction g(module) {}`,
    ],
    [
      'what UMD may make a page of',
      `function f(x) { return ${IX('x')}; }\nf('abc');\nif (typeof module === 'object') module.exports = 1;`,
    ],
  ])('%s', (_, text) => {
    expect(fired(text, 'src/use.js')).toEqual([]);
  });

  it.each([
    [
      'this, which is no parameter',
      `function f(this: void, a: any, b) { return ${IX('a')}; }\nf(['a'], 'abc');`,
    ],
    ['what a type is put over', `const o = { s: 'abc' };\n(o.s as any) = ['a'];\n${IX('o.s')};`],
    [
      'what may be left out',
      `/** @param {string} s */\nexport function f(s?: string) { return /d$/.test(s); }`,
    ],
    [
      'parts of what may be left out',
      `/** @param {{ s: string }} o */\nexport function f({ s }?: any) { return ${IX('s')}; }`,
    ],
  ])('%s, in TypeScript', (_, text) => {
    expect(fired(`export {};\n${text}`, 'src/use.ts')).toEqual([]);
  });

  it('does not crash on names such as constructor', () => {
    expect(
      fired("/** @param {string} s */\nexports.f = (s) => s.replace(/constructor/g, '');"),
    ).toEqual([]);
  });
});

describe('code without such hazards', () => {
  it.each([
    ['a parameter', `function f(x) { return ${IX('x')}; }\nf('abc');`],
    ['a parameter of a list', `function f(l) { return l.filter((x) => ${IX('x')}); }\nf(['abc']);`],
    ['a field', `function f(o) { return ${IX('o.s')}; }\nf({ s: 'abc' });`],
    ['a part', `const { list } = { list: ['abc'] };\nlist.filter((x) => ${IX('x')});`],
    ['a var', `var s = 'abc';\n${IX('s')};`],
    ['the variable of a loop', `for (var k in fs) ${IX('k')};`],
    ['an object', `const o = { s: 'abc' };\n${IX('o.s')};`],
    ['entries', `const l = Object.entries(fs);\nfor (const [k] of l) ${IX('k')};`],
    ['elements', `[{ s: 'abc' }, { s: 'b' }].filter((x) => ${IX('x.s')});`],
  ])('%s', (_, text) => {
    expect(fired(M + text)).toEqual(['index-of-to-starts-with']);
  });
});

describe('JSDoc with another meaning', () => {
  const asks = (head: string, of = 's') =>
    `${head}\nexports.f = function (${of}) { return ${IX('s')}; };`;

  it.each([
    [
      'fields of elements',
      `/** @typedef {object} T\n * @property {string[]} s\n * @property {string} s[].sku\n */\n/** @param {T} o */\nexports.f = (o) => ${IX('o.s')};`,
    ],
    ['a name that goes on', asks('/** @param {string} s-t */')],
    ['a name in other letters', asks('/** @param {string} sö */')],
    [
      'another parameter by its place',
      asks('/** @param {{ s: string }} options */', '{ s }, options'),
    ],
    ['one of several ways to call it', asks('/**\n * @overload\n * @param {string} s\n */')],
    ['a callback', asks('/**\n * @callback Done\n * @param {string} s\n */')],
    [
      'a parameter of the type',
      `/** @typedef {string} T */\n${asks('/**\n * @template T\n * @param {T} s\n */')}`,
    ],
    [
      'a part of what may be null',
      `/**\n * @param {?object} o\n * @param {string} o.s\n */\nexports.f = (o) => ${IX('o.s')};`,
    ],
    [
      'a part of a list',
      `/**\n * @param {object[]} o\n * @param {string} o.s\n */\nexports.f = (o) => ${IX('o.s')};`,
    ],
    ['what may be left out', `/** @type {string=} */\nconst s = fs.x;\n${IX('s')};`],
    [
      'a definition that may be left out',
      `/** @typedef {string=} S */\n${asks('/** @param {S} s */')}`,
    ],
    ['two types', asks('/** @param {string, Names} s */')],
    ['a default', asks("/** @param {string = ''} s */")],
    ['one of several arguments', asks('/** @param {...string} s */')],
    ['prose', asks('/**\n * As with @param {string} s of another.\n */')],
    ['the same twice', asks('/**\n * @param {string} s\n * @param {string[]} s\n */')],
    ['the line before it', `const a = fs.a; /** @type {string} */\nconst s = fs.b;\n${IX('s')};`],
  ])('%s', (_, text) => {
    expect(fired(M + text)).toEqual([]);
  });

  it('keeps the fields of two definitions in one comment apart', () => {
    const text = (field: string) => `/**
 * @typedef {object} A
 * @property {string} s
 * @typedef {object} B
 * @property {string[]} t
 */
/** @param {B} o */
exports.f = (o) => ${IX(`o.${field}`)};`;
    expect(fired(M + text('s'))).toEqual([]);
    expect(fired(M + text('s').replace('{B} o', '{A} o'))).toEqual(['index-of-to-starts-with']);
  });

  it('does not mistake a Set of the file for the global Set', () => {
    const text = (head: string) =>
      `${head}\n/** @param {Set<string>} s */\nexports.f = (s) => [...s].filter((x) => ${IX('x')});`;
    expect(fired(text(''))).toEqual(['index-of-to-starts-with']);
    expect(fired(text("const { Set } = require('./bag');"))).toEqual([]);
    expect(fired(text('/** @typedef {string[]} Set */'))).toEqual([]);
  });

  it('does not rule out a hole where elements may be anything', () => {
    // `find` visits holes, where `map` leaves them.
    const text = (type: string) =>
      `/** @param {${type}} l */\nexports.f = (l) => l.map(() => 'abc').find((x) => ${IX('x')});`;
    expect(fired(text('Array<string>'))).toEqual(['index-of-to-starts-with']);
    expect(fired(text('Array<*>'))).toEqual([]);
  });
});

describe('large files', () => {
  /** Returns this many functions, each calling the previous one. */
  const chain = (count: number): string => {
    const functions = Array.from({ length: count }, (_, index) =>
      index === 0
        ? `function f0(x) { return ${IX('x')}; }`
        : `function f${index}(x) { return f${index - 1}(x); }`,
    );
    return `${M}${functions.join('\n')}\nf${count - 1}('abc');`;
  };

  it('finish quickly with a hundred functions that call each other, whatever is searched', () => {
    expect(fired(chain(100))).toEqual([]);
  });

  it('finish quickly with a thousand of them where their arguments are searched', () => {
    expect(
      applyCodemodToFile('index-of-to-starts-with', chain(1_000), 'src/use.cjs'),
    ).toBeUndefined();
  });
});
