import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findTsconfig } from '../../../harness/loader/find-tsconfig.ts';
import { createProject } from '../../support/run-cli.ts';

const jsx = (name: string): object => ({ compilerOptions: { jsxImportSource: name } });

/** Returns the `jsxImportSource` of the tsconfig that a file belongs to. */
function chosen(files: Readonly<Record<string, object>>, file: string): string | undefined {
  const texts = Object.entries(files).map(([name, value]) => [name, JSON.stringify(value)]);
  const root = createProject({ ...Object.fromEntries(texts), [file]: 'export {};\n' });
  return findTsconfig(join(root, file))?.options.jsxImportSource;
}

test('returns the nearest of two tsconfigs above a file that includes it', () => {
  const both = { 'tsconfig.json': jsx('top'), 'app/tsconfig.json': jsx('near') };
  expect(chosen(both, 'app/src/a.ts')).toBe('near');
  const without = { ...both, 'app/tsconfig.json': { ...jsx('near'), include: ['test'] } };
  expect(chosen(without, 'app/src/a.ts')).toBe('top');
  expect(chosen(without, 'app/test/a.ts')).toBe('near');
});

test('returns the first referenced tsconfig in the same folder that includes the file', () => {
  const files = {
    'tsconfig.json': {
      ...jsx('none'),
      files: [],
      references: [{ path: './tsconfig.app.json' }, { path: './tsconfig.test.json' }],
    },
    'tsconfig.app.json': { ...jsx('app'), include: ['src'] },
    'tsconfig.test.json': { ...jsx('test'), include: ['test'] },
  };
  expect(chosen(files, 'src/a.ts')).toBe('app');
  expect(chosen(files, 'test/a.ts')).toBe('test');
});

test('accepts comments and trailing commas', () => {
  const text = '{ // one\n "compilerOptions": { "jsxImportSource": "a//b,}", /* two */ }, }';
  const root = createProject({ 'tsconfig.json': text, 'a.ts': '' });
  expect(findTsconfig(join(root, 'a.ts'))?.options.jsxImportSource).toBe('a//b,}');
});

test('returns the nearest tsconfig for a file that none includes, and null without any', () => {
  const files = { 'tsconfig.json': { ...jsx('top'), include: ['src'] } };
  expect(chosen(files, 'scenarios/a.ts')).toBe('top');
  const root = createProject({ 'a.ts': '' });
  expect(findTsconfig(join(root, 'a.ts'))).toBe(null);
});
