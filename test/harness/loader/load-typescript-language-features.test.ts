/** TypeScript as commonly written; a process loads each project in the way a unit does. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TYPESCRIPT_FEATURES } from '../../support/typescript-language-features.ts';

const moduleOf = (name: string): string =>
  new URL(`../../../harness/loader/${name}.ts`, import.meta.url).href;

const FIXTURES = fileURLToPath(new URL('../../fixtures/loader', import.meta.url));

const fixture = (path: string): string => join(FIXTURES, path);

/** Returns the JSON that a program prints. */
function run(...program: readonly string[]): unknown {
  const printed = execFileSync(process.execPath, ['--import', moduleOf('register'), ...program], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(printed);
}

/** Returns a module as our own processes import it. */
function imported(file: string): unknown {
  const text = `import { importUserModule } from '${moduleOf('import-user-module')}';
console.log(JSON.stringify(await importUserModule('${file}')));`;
  return run('--input-type=module', '--eval', text);
}

let folder = '';
/** Installed TypeScript packages, by the folder with a copy of the fixtures for that package. */
const VERSIONS = { older: 'typescript-5', native: 'typescript' } as const;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'typescript-'));
  for (const [version, name] of Object.entries(VERSIONS)) {
    cpSync(FIXTURES, join(folder, version), { recursive: true });
    mkdirSync(join(folder, version, 'node_modules'));
    const installed = fileURLToPath(new URL(`../../../node_modules/${name}`, import.meta.url));
    symlinkSync(installed, join(folder, version, 'node_modules/typescript'));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const COMPILERS: readonly (readonly [RegExp, (path: string) => string])[] = [
  [/^@swc\/core 1\./u, fixture],
  [/^typescript 5\./u, (path) => join(folder, 'older', path)],
  [/^typescript 7\./u, (path) => join(folder, 'native', path)],
];

describe.each(COMPILERS)('TypeScript loaded by %s', (compiler, source) => {
  test('is transformed by the compiler of the project', () => {
    const text = `import { describeTransformer } from '${moduleOf('transform-source')}';
console.log(JSON.stringify(describeTransformer('${source('modules/main.ts')}')));`;
    expect(run('--input-type=module', '--eval', text)).toMatch(compiler);
  });

  test('may be a package of modules with aliases, missing extensions, TypeScript-only syntax, JSON', () => {
    expect(run(source('modules/main.ts'))).toEqual({
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
      place: 'modules/main.ts:12:9',
    });
  });

  test('may have standard decorators, and JSX with a runtime of its own', () => {
    expect(run(source('standard/main.ts'))).toEqual({
      seen: ['method greet', 'class Service'],
      view: { tag: 'b', props: { id: 'x', children: 'text' } },
    });
  });

  test('may be a CommonJS package with circular imports, imported from an ES module', () => {
    expect(run(source('commonjs/first.mts'))).toEqual({ name: 'a.ts 1', default: 'object' });
  });

  test('has in a CommonJS file the default export that its author wrote', () => {
    expect(imported(source('commonjs/second.ts'))).toEqual({
      others: 1,
      default: { name: 's', made: 'a.ts 2', from: ['A', 'function'] },
    });
  });

  test('may re-export types as if they were values', () => {
    expect(run(source('reexports/main.ts'))).toEqual([['area', 'size'], 9]);
  });
});

/** Packages of compilers by the name that projects have them under. */
const PACKAGES = [
  ['@swc/core', '@swc/core'],
  ['typescript-5', 'typescript'],
  ['typescript', 'typescript'],
] as const;

test.each(PACKAGES)('%s: supports each way that people write TypeScript', (name, as) => {
  const project = join(folder, name.replaceAll('/', '-'), 'conventions');
  const link = join(project, 'node_modules', as);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(fileURLToPath(new URL(`../../../node_modules/${name}`, import.meta.url)), link);
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  const options = { target: 'es2024', module: 'nodenext' };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: options }));
  const mains = Object.entries(TYPESCRIPT_FEATURES).map(([convention, { files, file }]) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(project, convention, path)), { recursive: true });
      writeFileSync(join(project, convention, path), text);
    }
    return [convention, pathToFileURL(join(project, convention, file)).href] as const;
  });
  const text = `const mains = ${JSON.stringify(mains)};
const given = [];
for (const [name, url] of mains) given.push([name, (await import(url)).hot()]);
console.log(JSON.stringify(given));`;
  const given = run('--input-type=module', '--eval', text) as readonly [string, number][];
  // Each value is the sum of the loop, which all share, plus a number by convention.
  const sum = given.find(([convention]) => convention === 'enum')?.[1] ?? Number.NaN;
  const beside = given.map(([convention, value]) => [convention, value - sum + 4]);
  expect(Object.fromEntries(beside)).toEqual({
    enum: 4,
    'const-enum': 4,
    namespace: 4,
    'parameter-property': 3,
    'legacy-decorator': 5,
    'decorator-metadata': 1,
    'standard-decorator': 5,
    jsx: 1,
    'export-assignment': 1,
    'missing-ending': 2,
    'folder-import': 2,
    'js-for-ts': 2,
    paths: 2,
    references: 2,
    imports: 2,
    json: 2,
    text: 5,
    commonjs: 4,
  });
});

/** TypeScript 7 has no such setting any more. */
const WITHOUT_INTEROP = COMPILERS.slice(0, 2);

test.each(WITHOUT_INTEROP)(
  'imports by %s, without interop, a namespace as what was exported',
  (_, source) => {
    expect(imported(source('commonjs/callable-namespace.ts'))).toMatchObject({ default: 'called' });
  },
);

test('resolves import and require of a package to the file for each', () => {
  const found = `import { resolveProjectFile } from '${moduleOf('resolve-project-file')}';
const folder = '${fixture('conditions')}';
const of = (...conditions) => resolveProjectFile(folder, '#own', conditions)?.split('/').at(-1);
console.log(JSON.stringify([of('types'), of('import'), of('require')]));`;
  expect(run('--input-type=module', '--eval', found)).toEqual(['own.d.ts', 'own.mjs', 'own.cjs']);
});

test('loads a file for plain Node.js as Node.js does, stripping its types once', () => {
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
