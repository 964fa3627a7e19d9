/** Who may import whom: the directions that the design fixes, types included. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  importsOf,
  type ModuleImport,
  ROOT,
  readRepositoryFile,
  sourceFiles,
} from './source-tree.ts';

/**
 * Layers and the layers that each may import beside itself. A file belongs to the layer with the
 * longest matching prefix; a layer that is not named here may not be imported by anyone.
 */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'harness/model': [],
  'harness/stats': ['harness/model'],
  'harness/gate': ['harness/model', 'harness/stats'],
  'harness/machine': ['harness/model', 'harness/host', 'harness/stats'],
  'harness/checks': ['harness/model', 'harness/stats', 'harness/machine'],
  reports: ['harness/model'],
  'harness/host': ['harness/model'],
  'harness/scenario': ['harness/model', 'harness/host', 'harness/gate'],
  'harness/executors': ['harness/model', 'harness/host', 'harness/stats', 'harness/scenario'],
  // A journal that a kill left behind is judged as the run itself would have been.
  'harness/history': ['harness/model', 'harness/host', 'harness/sampling'],
  'harness/baseline': ['harness/model', 'harness/host', 'harness/history'],
  'harness/sampling': [
    'harness/model',
    'harness/host',
    'harness/machine',
    'harness/stats',
    'harness/gate',
  ],
  'harness/run.ts': [
    'harness/model',
    'harness/host',
    'harness/stats',
    'harness/gate',
    'harness/history',
    'harness/sampling',
  ],
  'harness/compare-stored.ts': [
    'harness/model',
    'harness/stats',
    'harness/gate',
    'harness/history',
    'harness/compare-conditions.ts',
    'harness/compare-samples.ts',
  ],
  'harness/compare-samples.ts': ['harness/model', 'harness/stats', 'harness/gate'],
  'harness/compare-conditions.ts': ['harness/model'],
  api: ['harness'],
  'index.ts': ['harness', 'api'],
  cli: ['harness', 'reports', 'api'],
  plugins: ['index.ts'],
  scenarios: ['index.ts'],
  profilers: ['harness/model', 'harness/host'],
  tools: ['harness', 'reports', 'api', 'cli', 'index.ts'],
  bench: ['harness', 'reports', 'api', 'cli', 'index.ts'],
  test: ['harness', 'reports', 'api', 'cli', 'index.ts', 'tools', 'bench', 'scenarios'],
};

const files = sourceFiles().filter((path) => path.includes('/') || path === 'index.ts');
const imports = files.flatMap(importsOf);
const betweenFiles = imports.flatMap((one) =>
  one.target.type === 'file' ? [{ ...one, to: one.target.path }] : [],
);

function layerOf(path: string): string {
  const layer = Object.keys(LAYERS)
    .filter((prefix) => path === prefix || path.startsWith(`${prefix}/`) || path === `${prefix}.ts`)
    .sort((a, b) => b.length - a.length)[0];
  if (layer === undefined) throw new Error(`${path} belongs to no layer; add it to the table`);
  return layer;
}

function allows(from: string, to: string): boolean {
  const own = layerOf(from);
  const target = layerOf(to);
  return (
    own === target ||
    (LAYERS[own] ?? []).some((one) => target === one || target.startsWith(`${one}/`))
  );
}

const show = ({ from, specifier }: ModuleImport): string => `${from} imports ${specifier}`;

describe('import directions', () => {
  test('every relative import names an existing file with its extension', () => {
    const missing = betweenFiles.filter(({ to }) => !existsSync(join(ROOT, to)));
    expect(missing.map(show)).toEqual([]);
  });

  test('every file imports only the layers below it', () => {
    const wrong = betweenFiles.filter(({ from, to }) => !to.endsWith('.json') && !allows(from, to));
    expect(wrong.map(show)).toEqual([]);
  });

  test('plugins and scenarios use the public entry by its name', () => {
    const inside = betweenFiles.filter(
      ({ from, to, specifier }) =>
        /^(plugins|scenarios)\//.test(from) && to === 'index.ts' && specifier !== 'perf-harness',
    );
    expect(inside.map(show)).toEqual([]);
  });

  test('the command line is imported by nobody but tests, benches and tools', () => {
    const wrong = betweenFiles.filter(
      ({ from, to }) => to.startsWith('cli/') && !/^(cli|test|bench|tools)\//.test(from),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('executors do not know each other', () => {
    const kindOf = (path: string) => /^harness\/executors\/([^/]+)\//.exec(path)?.[1];
    const wrong = betweenFiles.filter(({ from, to }) => {
      const [own, other] = [kindOf(from), kindOf(to)];
      return own !== undefined && other !== undefined && own !== other && !SHARED.has(other);
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('no module imports itself through others, types included', () => {
    expect(findCycles()).toEqual([]);
  });
});

/** Parts that several executors are made of. */
const SHARED = new Set(['hooks', 'probe']);

/** Builtins that compute and touch nothing. */
const PURE_BUILTINS = new Set([
  'assert',
  'buffer',
  'crypto',
  'path',
  'path/posix',
  'string_decoder',
  'timers/promises',
  'url',
  'util',
  'zlib',
]);

/**
 * Modules that run in processes of their own, outside the harness, and so have no host: workers,
 * preloads, launchers; and files that are directly about such a process.
 */
const CHILD_MODULES: readonly RegExp[] = [
  /^harness\/scenario\/register-self\.ts$/,
  /^harness\/[a-z/-]+\/([a-z-]+-)?(child|worker|preload|launcher)\.ts$/,
  // The parts of the launcher, which is a process of its own.
  /^harness\/executors\/command\/launcher\//,
  // Reads the version from package.json, for the command line's first answer.
  /^harness\/version\.ts$/,
];

describe('the door to the world', () => {
  const inside = (path: string): boolean =>
    /^(harness|reports)\//.test(path) &&
    !/^harness\/host(\.ts$|\/)/.test(path) &&
    !CHILD_MODULES.some((pattern) => pattern.test(path));

  test('only the host and modules of child processes import builtins that touch it', () => {
    const wrong = imports.filter(
      ({ from, target }) =>
        inside(from) && target.type === 'builtin' && !PURE_BUILTINS.has(target.name),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('only the host and modules of child processes read process state', () => {
    const wrong = files.filter(inside).flatMap((path) => {
      const found = withoutComments(readRepositoryFile(path)).match(
        /\bprocess\.(env|cwd|exit|exitCode|stdout|stderr|stdin|on|kill|argv|chdir)\b/g,
      );
      return (found ?? []).map((use) => `${path} uses ${use}`);
    });
    expect(wrong).toEqual([]);
  });

  test('no module reads the wall clock or draws a random number behind the host', () => {
    const wrong = files.filter(inside).flatMap((path) => {
      const found = withoutComments(readRepositoryFile(path)).match(
        /\bDate\.now\(\)|\bnew Date\(\)|\bMath\.random\(\)/g,
      );
      return (found ?? []).map((use) => `${path} uses ${use}`);
    });
    expect(wrong).toEqual([]);
  });

  test('packages are imported only where they are declared for', () => {
    const { dependencies, devDependencies } = JSON.parse(readRepositoryFile('package.json'));
    const wrong = imports.filter(({ from, target }) => {
      if (target.type !== 'package') return false;
      const shipped = /^(api|cli|harness|reports|plugins|profilers)\/|^index\.ts$/.test(from);
      const declared = shipped ? dependencies : { ...dependencies, ...devDependencies };
      return !(target.name in declared);
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('the model imports nothing but zod', () => {
    const wrong = imports.filter(
      ({ from, target }) =>
        from.startsWith('harness/model/') &&
        target.type !== 'file' &&
        !(target.type === 'package' && target.name === 'zod'),
    );
    expect(wrong.map(show)).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

/** Cycles of the import graph, each as its path, found by depth-first search. */
function findCycles(): readonly string[] {
  const graph = new Map<string, string[]>();
  for (const { from, to } of betweenFiles) graph.set(from, [...(graph.get(from) ?? []), to]);
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at !== -1) {
      cycles.push([...trail.slice(at), path].join(' -> '));
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of files) visit(path, []);
  return cycles;
}
