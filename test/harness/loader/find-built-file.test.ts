/** Built files of a source, found by a project's settings and its usual folders. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { findBuiltFile } from '../../../harness/loader/find-built-file.ts';

/** Creates a project with these files; files that are not JSON are empty. */
function project(files: Readonly<Record<string, object | string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'built-file-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(
      join(root, path),
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  }
  return root;
}

/** Returns the built file, from the root, for a scenario's import of `source`; or failure type. */
function built(
  root: string,
  source: string,
  { from = 'scenarios/a.ts', by = 'import' } = {},
): string {
  const found = findBuiltFile(join(root, source), join(root, from), 'dist', [by, 'node']);
  return found.type === 'built' ? relative(root, found.file) : found.type;
}

const SOURCE = { 'package.json': {}, 'src/a.ts': '', 'src/deep/b.mts': '' };

test('uses the customary folders when nothing is configured', () => {
  const root = project({ ...SOURCE, 'dist/a.js': '', 'dist/deep/b.mjs': '' });
  expect(built(root, 'src/a.ts')).toBe('dist/a.js');
  expect(built(root, 'src/deep/b.mts')).toBe('dist/deep/b.mjs');
});

test('uses rootDir and outDir of the tsconfig', () => {
  const compilerOptions = { rootDir: 'src', outDir: 'dist/esm' };
  const root = project({
    ...SOURCE,
    'tsconfig.json': { compilerOptions, include: ['src'] },
    'dist/esm/a.js': '',
    'dist/a.js': '',
  });
  expect(built(root, 'src/a.ts')).toBe('dist/esm/a.js');
});

test('finds files when the build keeps the folder of the sources', () => {
  const root = project({ ...SOURCE, 'dist/src/a.js': '' });
  expect(built(root, 'src/a.ts')).toBe('dist/src/a.js');
});

test('uses what the package exports for import and for require', () => {
  const exports = {
    '.': {
      types: './dist/index.d.ts',
      import: './dist/esm/lib.mjs',
      require: './dist/cjs/lib.cjs',
    },
  };
  const root = project({
    'package.json': { name: '@scope/lib', exports },
    'src/index.ts': '',
    'src/a.ts': '',
    'dist/esm/lib.mjs': '',
    'dist/esm/a.mjs': '',
    'dist/cjs/lib.cjs': '',
    'dist/cjs/a.cjs': '',
  });
  expect(built(root, 'src/index.ts')).toBe('dist/esm/lib.mjs');
  expect(built(root, 'src/index.ts', { by: 'require' })).toBe('dist/cjs/lib.cjs');
  expect(built(root, 'src/a.ts')).toBe('dist/esm/a.mjs');
  expect(built(root, 'src/a.ts', { by: 'require' })).toBe('dist/cjs/a.cjs');
});

test('uses the package folder in a workspace', () => {
  const root = project({
    'package.json': {},
    'packages/one/package.json': { main: 'dist/index.js' },
    'packages/one/src/index.ts': '',
    'packages/one/dist/index.js': '',
  });
  expect(built(root, 'packages/one/src/index.ts')).toBe('packages/one/dist/index.js');
});

test('returns missing for a file that was not built, and never the source', () => {
  expect(built(project(SOURCE), 'src/a.ts')).toBe('missing');
});

test('returns none for helpers of scenarios, for data, and for built files themselves', () => {
  const root = project({
    ...SOURCE,
    'scenarios/helper.ts': '',
    'src/data.json': {},
    'dist/data.json': {},
    'dist/a.js': '',
  });
  expect(built(root, 'scenarios/helper.ts')).toBe('none');
  expect(built(root, 'src/data.json')).toBe('none');
  expect(built(root, 'dist/a.js')).toBe('none');
  expect(built(root, 'src/a.ts', { from: 'dist/b.js' })).toBe('none');
});
