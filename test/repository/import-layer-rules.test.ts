/** Allowed imports: the directions that the design fixes, types included. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import { EXTERNAL_PACKAGES } from '../../tools/build/bundle-entries.ts';
import {
  listSourceFiles,
  type ModuleImport,
  ROOT,
  readImports,
  readRepositoryFile,
} from './read-repository-sources.ts';

/**
 * Layers and the layers that each may import in addition to itself. A file belongs to the layer
 * with the longest matching prefix; a layer that is not listed may not be imported.
 */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'harness/model': [],
  'harness/stats': ['harness/model'],
  'harness/gate': ['harness/model', 'harness/stats'],
  'harness/machine': ['harness/model', 'harness/host', 'harness/stats'],
  'harness/checks': ['harness/model', 'harness/stats', 'harness/gate', 'harness/machine'],
  // The gate decides who handles a bottleneck; reports state it next to the bottleneck.
  'harness/gate/wrong-tool/choose-specialist-for-bottleneck.ts': ['harness/model'],
  reports: ['harness/model', 'harness/gate/wrong-tool/choose-specialist-for-bottleneck.ts'],
  // Child processes receive the messages that their preloads listen for.
  'harness/host': ['harness/model', 'harness/probe'],
  // Manifests, workspaces and lockfiles of a project, read once for all callers.
  'harness/packages': ['harness/host'],
  'harness/scenario': [
    'harness/model',
    'harness/host',
    'harness/gate',
    'harness/loader',
    'harness/packages',
    'registry/official-plugin-config-sections.ts',
  ],
  // Loading of a project's sources, in processes that have no host.
  'harness/loader': ['harness/probe'],
  // Code of preloads inside measured processes: counts for executors, observations for profilers.
  'harness/probe': [],
  'harness/executors': [
    'harness/model',
    'harness/host',
    'harness/probe',
    'harness/stats',
    'harness/scenario',
    'harness/field',
    'harness/loader',
  ],
  // Field data of real users: read for a scenario of a page, and imported.
  'harness/field': ['harness/model', 'harness/host', 'harness/stats'],
  // A journal left by a kill is judged as the run itself would have been.
  'harness/history': ['harness/model', 'harness/host', 'harness/stats', 'harness/sampling'],
  'harness/baseline': ['harness/model', 'harness/host', 'harness/history'],
  'harness/sampling': [
    'harness/model',
    'harness/host',
    'harness/machine',
    'harness/stats',
    'harness/gate',
  ],
  'harness/live-comparison': [
    'harness/model',
    'harness/host',
    'harness/stats',
    'harness/gate',
    'harness/sampling',
  ],
  'harness/bisect': [
    'harness/model',
    'harness/host',
    'harness/stats',
    'harness/live-comparison',
    'harness/snapshot',
  ],
  'harness/capacity': ['harness/model', 'harness/stats', 'harness/gate'],
  'harness/calibration': [
    'harness/model',
    'harness/host',
    'harness/stats',
    'harness/gate',
    'harness/history',
    'harness/live-comparison',
  ],
  // Test commands of a project and location of an entry point, before anything is measured.
  'project/discover': ['harness/model', 'harness/host', 'harness/packages'],
  // A library of plugins, which reads sources without running them.
  'plugins/analysis': ['harness/model', 'harness/host', 'harness/packages'],
  // The core's access to the analysis: loaded when a command needs facts from sources.
  'registry/load-source-analysis-library.ts': [
    'plugins/analysis',
    'registry/missing-plugin-package.ts',
  ],
  'registry/missing-plugin-package.ts': ['harness/model'],
  // Evidence in the files of a project; baselines and records are arguments or read as they are
  // stored.
  'project/performance-checklist': ['harness/model', 'harness/host', 'harness/baseline'],
  'harness/lock': ['harness/model', 'harness/host'],
  'harness/snapshot': ['harness/model', 'harness/host', 'harness/machine', 'harness/packages'],
  'harness/measurement-run-context.ts': [
    'harness/model',
    'harness/host',
    'harness/history',
    'harness/sampling',
  ],
  'harness/scenario-run-lifecycle.ts': [
    'harness/model',
    'harness/history',
    'harness/sampling',
    'harness/measurement-run-context.ts',
  ],
  'harness/measure-and-judge-scenarios.ts': [
    'harness/model',
    'harness/stats',
    'harness/gate',
    'harness/sampling',
    'harness/measurement-run-context.ts',
    'harness/scenario-run-lifecycle.ts',
  ],
  'harness/compare-stored-runs.ts': [
    'harness/model',
    'harness/stats',
    'harness/gate',
    'harness/history',
    'harness/compare-run-conditions.ts',
    'harness/compare-metric-samples.ts',
  ],
  'harness/compare-with-baseline.ts': [
    'harness/model',
    'harness/gate',
    'harness/history',
    'harness/compare-run-conditions.ts',
    'harness/compare-metric-samples.ts',
    'harness/compare-stored-runs.ts',
  ],
  'harness/compare-metric-samples.ts': ['harness/model', 'harness/stats', 'harness/gate'],
  'harness/compare-run-conditions.ts': ['harness/model'],
  // Operations of the API, each built on those above it.
  'api/project': ['harness', 'project', 'registry/load-source-analysis-library.ts'],
  'api/measure': ['harness', 'api/project'],
  'api/history': ['harness', 'profilers'],
  'api/comparison-sides': ['harness', 'api/project', 'api/measure'],
  'api/observe': ['harness', 'profilers', 'api/project', 'api/measure'],
  'api/evidence': ['harness', 'profilers', 'project', 'api/project', 'api/measure', 'api/observe'],
  'api/instrument': [
    'harness',
    'profilers',
    'project',
    'api/project',
    'api/measure',
    'api/observe',
    'registry/load-source-analysis-library.ts',
  ],
  'api/map': [
    'harness',
    'profilers',
    'project',
    'api/project',
    'api/observe',
    'registry/load-source-analysis-library.ts',
  ],
  'api/profile': [
    'harness',
    'profilers',
    'project',
    'api/project',
    'api/measure',
    'api/observe',
    'api/instrument',
    'api/map',
    'registry/load-source-analysis-library.ts',
  ],
  'api/profile-diff': [
    'harness',
    'profilers',
    'api/project',
    'api/measure',
    'api/comparison-sides',
    'api/observe',
    'api/profile',
  ],
  'api/compare': [
    'harness',
    'profilers',
    'api/project',
    'api/measure',
    'api/comparison-sides',
    'api/observe',
    'api/profile-diff',
  ],
  'api/gate': ['harness', 'api/project', 'api/measure', 'api/comparison-sides', 'api/compare'],
  'api/bisect': ['harness', 'api/project', 'api/measure', 'api/comparison-sides', 'api/compare'],
  'api/measure-history': [
    'harness',
    'api/project',
    'api/measure',
    'api/comparison-sides',
    'api/history',
  ],
  'api/target': [
    'harness',
    'profilers',
    'project',
    'api/project',
    'api/measure',
    'api/observe',
    'api/instrument',
    'api/profile',
    'api/map',
    'registry/load-source-analysis-library.ts',
  ],
  'index.ts': ['harness', 'project', 'api'],
  cli: ['harness', 'project', 'reports', 'api', 'profilers', 'plugins', 'registry'],
  plugins: ['index.ts', 'plugin.ts', 'plugins/analysis'],
  // Commands, documents and tools of plugins, and the list of the official plugins.
  registry: [
    'harness',
    'project',
    'api',
    'reports',
    'profilers',
    'plugins',
    'registry/missing-plugin-package.ts',
  ],
  // Sections of the configuration that belong to plugins, and their allowed content.
  'registry/official-plugin-config-sections.ts': ['plugins'],
  // Everything available to plugins, and restarting perf-harness.
  'plugin.ts': ['harness', 'project', 'api', 'reports', 'registry', 'cli'],
  // Keeps the TypeScript transformer loaded while threads start and end.
  'plugins/optimize/verify/check/behavior-check-child.ts': ['plugins', 'harness/loader'],
  scenarios: ['index.ts'],
  // The gate defines steps and their order. Tools that wrap the command line start Node.js and
  // valgrind as the executors do.
  profilers: [
    'harness/model',
    'harness/host',
    'harness/stats',
    'harness/gate',
    'harness/executors',
    'harness/probe',
  ],
  // Documents and pages of everything that the package has, and results of benches.
  tools: [
    'harness',
    'project',
    'plugins',
    'profilers',
    'reports',
    'api',
    'cli',
    'index.ts',
    'bench',
  ],
  // Cases as the tests have them, at full size, with the servers that tests start.
  bench: [
    'harness',
    'project',
    'profilers',
    'reports',
    'api',
    'cli',
    'index.ts',
    'plugins',
    'test',
  ],
  test: [
    'harness',
    'project',
    'plugins',
    'profilers',
    'reports',
    'api',
    'cli',
    'index.ts',
    'plugins',
    'tools',
    'bench',
    'plugins',
    'plugin.ts',
    'registry',
    'scenarios',
  ],
};

const ENTRIES = ['index.ts', 'plugin.ts'];
const files = listSourceFiles().filter((path) => path.includes('/') || ENTRIES.includes(path));
const imports = files.flatMap(readImports);
const betweenFiles = imports.flatMap((moduleImport) =>
  moduleImport.target.type === 'file' ? [{ ...moduleImport, to: moduleImport.target.path }] : [],
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
    (LAYERS[own] ?? []).some((layer) => target === layer || target.startsWith(`${layer}/`))
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
        /^(plugins|scenarios)\//.test(from) && ENTRIES.includes(to) && specifier.startsWith('.'),
    );
    expect(inside.map(show)).toEqual([]);
  });

  test('the command line is imported only by tests, benches and tools', () => {
    const wrong = betweenFiles.filter(
      ({ from, to }) =>
        to.startsWith('cli/') && !/^(cli|test|bench|tools)\/|^plugin\.ts$/.test(from),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('executors do not import each other', () => {
    const kindOf = (path: string) => /^harness\/executors\/([^/]+)\//.exec(path)?.[1];
    const wrong = betweenFiles.filter(({ from, to }) => {
      const [own, other] = [kindOf(from), kindOf(to)];
      if (own === undefined || other === undefined || own === other) return false;
      return !SHARED.has(other) && !(BUILT_ON[own] ?? []).includes(other);
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('no module imports itself through others, types included', () => {
    expect(findCycles()).toEqual([]);
  });
});

/** Parts that several executors are made of. */
const SHARED = new Set(['hooks', 'latency', 'node', 'probe', 'server', 'trace']);

/** Executors that measure the same things in another way call them by the same code. */
const BUILT_ON: Readonly<Record<string, readonly string[]>> = {
  instructions: ['function', 'command'],
};

/** Builtins that compute without side effects. */
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

/** Modules of the harness that have side effects of their own, each with the reason. */
const EXCEPTIONS: readonly {
  readonly path: RegExp;
  readonly uses: string;
  readonly why: string;
}[] = [
  {
    path: /^harness\/history\/store\/(?:sqlite-database|history-file-lock)\.ts$/,
    uses: 'node:sqlite',
    why: 'an index of what the host has read; it locks and recovers its file by itself',
  },
  {
    path: /^harness\/executors\/function\/vitest\/project-vitest\.ts$/,
    uses: 'node:module',
    why: 'finds the package that a user has installed as Node.js finds it',
  },
  {
    path: /^harness\/loader\/register-self-reference\.ts$/,
    uses: 'node:module',
    why: 'plugins name the public entry as outsiders do, and the command line loads plugins',
  },
  {
    path: /^harness\/loader\/(choose-source-load-method|resolve-project-file|find-tsconfig|transformer\/(find-transformer|swc-transformer|typescript-transformer))\.ts$/,
    uses: 'node:module',
    why: 'the places of a profile are found again in what the unit loaded, by the same transformer',
  },
  {
    path: /^harness\/executors\/command\/launcher\/load-koffi-native-addon\.ts$/,
    uses: 'node:module',
    why: 'the launcher has no host, and `doctor` tells whether it would find its library',
  },
  {
    path: /^harness\/loader\/(package-scope|mark-type-only-exports|find-tsconfig|transformer\/(find-transformer|source-transformer))\.ts$/,
    uses: 'node:fs',
    why: 'a unit has no host, and its sources are read alike wherever their places are looked up',
  },
  {
    path: /^harness\/history\/store\/sqlite-database\.ts$/,
    uses: 'node:sqlite',
    why: 'the index of the history is a database of its own, which no other room opens',
  },
  ...['node:fs', 'process.env'].map((uses) => ({
    path: /^harness\/loader\/transpiled-code-cache\.ts$/,
    uses,
    why: 'a unit has no host, and what it leaves of its sources is what the harness reads again',
  })),
  ...['node:child_process', 'node:os'].map((uses) => ({
    path: /^harness\/loader\/transformer\/find-transformer\.ts$/,
    uses,
    why: 'a unit has no host, and the compiler is a program that takes files',
  })),
  {
    path: /^harness\/loader\/transformer\/find-transformer\.ts$/,
    uses: 'process.env',
    why: 'a unit has no host, and finds what `doctor --install` has brought by a variable',
  },
];

/**
 * Modules that the harness's own process loads: all that can be reached from the command line and
 * from the public entry. The others run in processes of their own (workers, preloads, the guardian,
 * the launcher) and have no host.
 */
function loadedByHarness(): ReadonlySet<string> {
  const reached = new Set(['cli/bin.ts', 'index.ts']);
  for (const path of reached) {
    for (const { from, to, typeOnly } of betweenFiles) {
      if (from === path && !typeOnly) reached.add(to);
    }
  }
  return reached;
}

describe('access to the outside world', () => {
  const loaded = loadedByHarness();
  const inside = files.filter(
    (path) =>
      /^(api|harness|options|project|reports)\//.test(path) &&
      !/^harness\/host(\.ts$|\/)/.test(path) &&
      loaded.has(path),
  );
  const isExcepted = (path: string, use: string): boolean =>
    EXCEPTIONS.some((exception) => exception.path.test(path) && exception.uses === use);

  test('is checked in most of the harness, but not in what only its children load', () => {
    expect(inside.length).toBeGreaterThan(60);
    expect(inside).not.toContain('harness/executors/function/function-worker.ts');
  });

  test('goes through the host: no other module imports a builtin with side effects', () => {
    const wrong = imports.filter(
      ({ from, target }) =>
        inside.includes(from) &&
        target.type === 'builtin' &&
        !PURE_BUILTINS.has(target.name) &&
        !isExcepted(from, `node:${target.name}`),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('goes through the host: no other module uses process state, the wall clock or chance', () => {
    const wrong = inside.flatMap((path) =>
      worldUses(path)
        .filter((use) => !isExcepted(path, use))
        .map((use) => `${path} uses ${use}`),
    );
    expect(wrong).toEqual([]);
  });

  test('has no unnecessary exception', () => {
    const unneeded = EXCEPTIONS.filter(
      ({ path, uses }) =>
        !inside.some(
          (file) =>
            path.test(file) &&
            (worldUses(file).includes(uses) ||
              imports.some(({ from, specifier }) => from === file && specifier === uses)),
        ),
    );
    expect(unneeded).toEqual([]);
  });

  test('packages are imported only where they are declared', () => {
    const { dependencies, devDependencies, peerDependencies } = JSON.parse(
      readRepositoryFile('package.json'),
    );
    const byPlugin = new Map(
      files
        .flatMap((path) => /^plugins\/[^/]+\//u.exec(path)?.[0] ?? [])
        .filter((folder) => existsSync(`${ROOT}/${folder}package.json`))
        .map((folder) => [folder, JSON.parse(readRepositoryFile(`${folder}package.json`))]),
    );
    const ofPlugin = (path: string) =>
      byPlugin.get(/^plugins\/[^/]+\//u.exec(path)?.[0] ?? '') ?? {};
    const wrong = imports.filter(({ from, typeOnly, target }) => {
      if (target.type !== 'package') return false;
      const shipped =
        /^(api|cli|harness|options|reports|plugins|profilers|project)\/|^index\.ts$/.test(from);
      // Peer dependencies are optional, so loading a module may need only their types.
      const beside = shipped ? (typeOnly ? peerDependencies : {}) : devDependencies;
      const plugin = ofPlugin(from);
      const declared = {
        ...dependencies,
        ...beside,
        ...plugin.dependencies,
        ...(typeOnly ? plugin.peerDependencies : {}),
      };
      // The code of all other packages is bundled into the package itself.
      if (shipped && !EXTERNAL_PACKAGES.includes(target.name))
        return !(target.name in devDependencies);
      return !(target.name in declared);
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('code that runs in a measured process loads no statistics library', () => {
    const children =
      /^harness\/(?:executors\/(?:function|instructions)\/worker|executors\/.+-(?:child|preload))\.ts$|^profilers\/.+-preload\.ts$/;
    const entries = files.filter((path) => children.test(path));
    expect(entries.length).toBeGreaterThan(10);
    const reached = new Set(entries);
    for (const path of reached) {
      for (const { from, to, typeOnly } of betweenFiles) {
        if (from === path && !typeOnly) reached.add(to);
      }
    }
    const wrong = imports.filter(
      ({ from, target }) =>
        reached.has(from) && target.type === 'package' && target.name === 'simple-statistics',
    );
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

/** Parts of `process` that are not facts about the runtime. */
const PROCESS_STATE = /^(env|cwd|exit|exitCode|stdout|stderr|stdin|on|once|kill|argv|chdir|send)$/;

/** Uses of the process's state, the wall clock and chance in a module, such as `process.env`. */
function worldUses(path: string): readonly string[] {
  const text = readRepositoryFile(path);
  if (!/\b(?:process|Date|Math)\b/.test(text)) return [];
  const found: string[] = [];
  new Visitor({
    MemberExpression: ({ object, property }) => {
      if (object.type !== 'Identifier' || property.type !== 'Identifier') return;
      const use = `${object.name}.${property.name}`;
      if (use === 'Date.now' || use === 'Math.random') found.push(use);
      if (object.name === 'process' && PROCESS_STATE.test(property.name)) found.push(use);
    },
    NewExpression: ({ callee, arguments: given }) => {
      if (callee.type === 'Identifier' && callee.name === 'Date' && given.length === 0) {
        found.push('new Date()');
      }
    },
  }).visit(parseSync(path, text).program);
  return found;
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
