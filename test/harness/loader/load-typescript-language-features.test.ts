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

let folder = '';
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'typescript-'));
});

/** Compiler packages: installed here, and installed in a project under their usual name. */
const COMPILERS: readonly (readonly [compiler: RegExp, installed: string, as: string])[] = [
  [/^@swc\/core 1\./u, '@swc/core', '@swc/core'],
  [/^typescript 5\./u, 'typescript-5', 'typescript'],
  [/^typescript 7\./u, 'typescript', 'typescript'],
];

/** Programs that print a value, by their file among the fixtures. */
const PROGRAMS = ['modules/main.ts', 'standard/main.ts', 'commonjs/first.mts', 'reexports/main.ts'];

/** Results of one process: by program, by imported module, and by convention. */
interface Loaded {
  readonly compiler: string;
  readonly printed: readonly unknown[];
  readonly imported: readonly unknown[];
  readonly given: readonly (readonly [convention: string, value: number])[];
}

/** Loads the fixtures and all conventions by a compiler, in a single process: it is slow to start. */
function loadEverything(installed: string, as: string, modules: readonly string[]): Loaded {
  const project = join(folder, installed.replaceAll('/', '-'));
  cpSync(FIXTURES, project, { recursive: true });
  const link = join(project, 'node_modules', as);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(fileURLToPath(new URL(`../../../node_modules/${installed}`, import.meta.url)), link);
  const place = (path: string): string => join(project, path);
  const url = (path: string): string => pathToFileURL(place(path)).href;
  const conventions = Object.entries(TYPESCRIPT_FEATURES).map(([convention, { files, file }]) => {
    const options = { target: 'es2024', module: 'nodenext' };
    const all = {
      '../package.json': '{"type":"module"}',
      '../tsconfig.json': JSON.stringify({ compilerOptions: options }),
      ...files,
    };
    for (const [path, text] of Object.entries(all)) {
      const target = place(`conventions/${convention}/${path}`);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
    return [convention, url(`conventions/${convention}/${file}`)];
  });
  const text = `import { describeTransformer } from '${moduleOf('transform-source')}';
import { importUserModule } from '${moduleOf('import-user-module')}';
const { log } = console;
const [printed, imported, given] = [[], [], []];
console.log = (line) => printed.push(JSON.parse(line));
for (const url of ${JSON.stringify(PROGRAMS.map(url))}) await import(url);
for (const file of ${JSON.stringify(modules.map(place))}) imported.push(await importUserModule(file));
for (const [name, url] of ${JSON.stringify(conventions)}) given.push([name, (await import(url)).hot()]);
const compiler = describeTransformer(${JSON.stringify(place('modules/main.ts'))});
log(JSON.stringify({ compiler, printed, imported, given }));`;
  return run('--input-type=module', '--eval', text) as Loaded;
}

describe.each(COMPILERS)('TypeScript loaded by %s', (compiler, installed, as) => {
  let loaded: Loaded;
  /** TypeScript 7 has no setting for a namespace without interop any more. */
  const withoutInterop = installed === 'typescript' ? [] : ['commonjs/callable-namespace.ts'];
  beforeAll(() => {
    loaded = loadEverything(installed, as, ['commonjs/second.ts', ...withoutInterop]);
  });

  test('is transformed by the compiler of the project', () => {
    expect(loaded.compiler).toMatch(compiler);
  });

  test('may be a package of modules with aliases, missing extensions, TypeScript-only syntax, JSON', () => {
    expect(loaded.printed[0]).toEqual({
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

  test('may have standard decorators, circular CommonJS, re-exported types, own defaults, no interop', () => {
    expect(loaded.printed.slice(1)).toEqual([
      {
        seen: ['method greet', 'class Service'],
        view: { tag: 'b', props: { id: 'x', children: 'text' } },
      },
      { name: 'a.ts 1', default: 'object' },
      [['area', 'size'], 9],
    ]);
    expect(loaded.imported).toMatchObject([
      { others: 1, default: { name: 's', made: 'a.ts 2', from: ['A', 'function'] } },
      ...withoutInterop.map(() => ({ default: 'called' })),
    ]);
  });

  test('supports each way that people write TypeScript', () => {
    // Each value is the sum of the loop, which all share, plus a number by convention.
    const sum = loaded.given.find(([convention]) => convention === 'enum')?.[1] ?? Number.NaN;
    const beside = loaded.given.map(([convention, value]) => [convention, value - sum + 4]);
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
});

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
