/** Types that codemods know of a file: trusted where they are written, unknown anywhere else. */
import { expect, it } from 'vitest';
import { applyCodemodToFile } from './apply-codemod-to-file.ts';

/** Becomes `trimStart()` where the value is known to be a string. */
const trimmed = (value: string) => `${value}.replace(/^\\s+/, '')`;
const isKnown = (text: string): boolean =>
  applyCodemodToFile('regexp-to-trim', `export {};\n${text}`, 'src/use.ts') !== undefined;

it.each([
  ['a parameter', `export const f = (s: string) => ${trimmed('s')};`],
  ['one of several texts', `export const f = (s: 'a' | 'b' | 'c') => ${trimmed('s')};`],
  ['an alias', `type Name = (string);\nexport const f = (s: Name) => ${trimmed('s')};`],
  [
    'a field of an interface',
    `interface Row { readonly s: string }\nexport const f = (o: Row) => ${trimmed('o.s')};`,
  ],
  ['a field of a field', `export const f = (o: { p: { s: string } }) => ${trimmed('o.p.s')};`],
  ['an element', `export function f(l: readonly string[]) { for (const s of l) ${trimmed('s')}; }`],
  [
    'an element of a callback',
    `export const f = (l: Array<string>) => l.map((s) => ${trimmed('s')});`,
  ],
  ['a key', `export function f(o: object) { for (const s in o) ${trimmed('s')}; }`],
  ['a literal', `const s = 'abc';\nexport const f = () => ${trimmed('s')};`],
  ['the result of a method', `export const f = (s: string) => ${trimmed('s.trimEnd().slice(1)')};`],
])('%s is a known string', (_, text) => {
  expect(isKnown(text)).toBe(true);
});

it.each([
  ['an optional parameter', `export const f = (s?: string) => ${trimmed('s')};`],
  ['a value that may be missing', `export const f = (s: string | undefined) => ${trimmed('s')};`],
  ['any value', `export const f = (s: any) => ${trimmed('s')};`],
  ['a value whose type is asserted', `export const f = (s: any) => ${trimmed('(s as string)')};`],
  ['a field that may be missing', `export const f = (o: { s?: string }) => ${trimmed('o.s')};`],
  ['a part', `export const f = ({ s }: { s: string }) => ${trimmed('s')};`],
  ['a type parameter', `export const f = <T>(s: T) => ${trimmed('s')};`],
  [
    'a generic interface',
    `interface Row<T> { s: T }\nexport const f = (o: Row<string>) => ${trimmed('o.s')};`,
  ],
  [
    'an interface declared twice',
    `interface Row { s: string }\n{ interface Row { s: any } }\nexport const f = (o: Row) => ${trimmed('o.s')};`,
  ],
  [
    'an imported type',
    `import type { Name } from './name.ts';\nexport const f = (s: Name) => ${trimmed('s')};`,
  ],
  [
    'an element of a type of the same name as a built-in',
    `import type { Array } from './list.ts';\nexport const f = (l: Array<string>) => l.map((s) => ${trimmed('s')});`,
  ],
  [
    'the index of a callback',
    `export const f = (l: string[]) => l.map((_, s) => ${trimmed('s')});`,
  ],
  [
    'a variable with two values',
    `let s = 'abc';\nexport const f = () => { s = load(); return ${trimmed('s')}; };`,
  ],
  ['a type that contains itself', `type T = T;\nexport const f = (s: T) => ${trimmed('s')};`],
])('%s is not', (_, text) => {
  expect(isKnown(text)).toBe(false);
});

it('tests a name of unknown type at run time before splitting it', () => {
  const text = "export const f = (s) => s.split('=')[0];\n";
  const after = applyCodemodToFile('split-first', text) ?? '';
  expect(after).toBe(
    "export const f = (s) => (typeof s === 'string' ? s.split('=', 1) : s.split('='))[0];\n",
  );
  expect(applyCodemodToFile('split-first', after)).toBeUndefined();
  const known = "export const f = (s: number[]) => s.split('=')[0];\n";
  expect(applyCodemodToFile('split-first', known, 'src/use.ts')).toBeUndefined();
});
