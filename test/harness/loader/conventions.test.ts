/** TypeScript as people write it, each project loaded by a process of its own as a unit loads it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const moduleOf = (name: string): string =>
  new URL(`../../../harness/loader/${name}.ts`, import.meta.url).href;

const fixture = (path: string): string =>
  fileURLToPath(new URL(`../../fixtures/loader/${path}`, import.meta.url));

/** What a program prints. */
function run(...program: readonly string[]): unknown {
  const printed = execFileSync(process.execPath, ['--import', moduleOf('register'), ...program], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(printed);
}

/** What our own processes get of a module. */
function imported(path: string): unknown {
  const text = `import { importModule } from '${moduleOf('import-module')}';
console.log(JSON.stringify(await importModule('${fixture(path)}')));`;
  return run('--input-type=module', '--eval', text);
}

test('a package of modules: aliases, missing endings, what has no place in JavaScript, JSON', () => {
  expect(run(fixture('modules/main.ts'))).toEqual({
    enums: [4, 'big'],
    shape: { sides: 4 },
    parameterProperty: 3,
    folder: 'folder',
    exportAssigned: [true, 1],
    view: { tag: 'b', props: { class: 'x' }, children: [1] },
    decorators: [
      'design:returntype String',
      'design:paramtypes String',
      'design:type Function',
      'greet',
      'Service',
    ],
    json: [{ a: 1 }, 1, { a: 1 }],
    place: 'main.ts:12:9',
  });
});

test('decorators of the standard, and JSX with a runtime of its own', () => {
  expect(run(fixture('standard/main.ts'))).toEqual({
    seen: ['method greet', 'class Service'],
    view: { tag: 'b', props: { id: 'x', children: 'text' } },
  });
});

test('a package of CommonJS, whose modules import each other, from a module of ES', () => {
  expect(run(fixture('commonjs/first.mts'))).toEqual({ name: 'a.ts 1', default: 'object' });
});

test('a file of CommonJS has the default export that its author wrote', () => {
  expect(imported('commonjs/second.ts')).toEqual({
    others: 1,
    default: { name: 's', made: 'a.ts 2', from: ['A', 'function', 'called'] },
  });
});

test('types that are handed on as values are', () => {
  expect(run(fixture('reexports/main.ts'))).toEqual([['area', 'size'], 9]);
});

test('import and require of a package each get what it has for them', () => {
  const found = `import { probe } from '${moduleOf('find-source')}';
const folder = '${fixture('conditions')}';
const of = (...conditions) => probe(folder, '#own', conditions)?.split('/').at(-1);
console.log(JSON.stringify([of('types'), of('import'), of('require')]));`;
  expect(run('--input-type=module', '--eval', found)).toEqual(['own.d.ts', 'own.mjs', 'own.cjs']);
});

test('what plain Node.js loads is loaded as Node.js makes it, which leaves its types out once', () => {
  const file = fixture('plain/main.ts');
  const seen = `data:text/javascript,${encodeURIComponent(`import { registerHooks } from 'node:module';
registerHooks({ load(url, context, nextLoad) {
  const loaded = nextLoad(url, context);
  if (url.endsWith('main.ts')) globalThis.seen = [loaded.format, String(loaded.source)];
  return loaded;
} });`)}`;
  const source = stripTypeScriptTypes(readFileSync(file, 'utf8'), {
    mode: 'strip',
    sourceUrl: pathToFileURL(file).href,
  });
  expect(run('--import', seen, file)).toEqual({ seen: ['module', source], place: 'main.ts:4:23' });
});
