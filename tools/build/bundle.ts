import { isBuiltin } from 'node:module';
import { dirname } from 'node:path';
import {
  type InputOptions,
  type OutputChunk,
  type OutputOptions,
  type Plugin,
  rolldown,
} from 'rolldown';
import {
  CHILD_PROCESS_MODULES,
  CHUNK_MODULES,
  ENTRY_POINTS,
  EXTERNAL_PACKAGES,
} from './bundle-entries.ts';
import { bundleRequiredPackages } from './bundle-required-packages.ts';
import { isBundlerModule, lazyBuiltins } from './lazy-load-node-builtins.ts';
import {
  externalizePluginImports,
  ImportedPluginModules,
  listPluginPackages,
  type PluginPackage,
} from './plugin-packages.ts';
import { preserveModuleUrls } from './preserve-module-urls.ts';
import { trimPackages } from './trim-bundled-packages.ts';

/** Modules that contain large npm packages: load generators and a value generator. */
const OF_OTHERS: readonly string[] = [
  'harness/executors/http/load-generator-child',
  'plugins/optimize/verify/check/behavior-check-child',
];
/**
 * Minifies blanks and line breaks only, which saves a quarter to a third; all names are kept. With
 * a source map, stacks still lead to the sources.
 */
const DENSE = { compress: false, mangle: false, codegen: true } as const;
/** Also shortens local names, since nobody reads third-party code within a child process. */
const SHORT = { compress: true, mangle: true, codegen: true } as const;
/** Folder of the chunks that entry points share. */
const CHUNKS = 'chunks';

/**
 * Writes the JavaScript of the package and of its plugins' packages.
 * @param root - Folder of the sources, with a slash at its end.
 * @param dist - Folder to write to.
 * @param packageFolder - Returns the `dist` folder of a plugin's package.
 * @returns Chunks of each package, by the folder they are written to.
 */
export async function bundle(
  root: string,
  dist: string,
  packageFolder: (plugin: PluginPackage) => string,
): Promise<ReadonlyMap<string, readonly OutputChunk[]>> {
  const packages = listPluginPackages(root);
  const imported = new ImportedPluginModules();
  const written = new Map<string, readonly OutputChunk[]>();
  const childrenOf = (own: string | null): readonly string[] =>
    CHILD_PROCESS_MODULES.filter(
      (name) => (packages.find(({ folder }) => isBelow(folder, name))?.folder ?? null) === own,
    );
  written.set(dist, [
    ...(await bundleChildren(root, dist, childrenOf(null))),
    ...(await bundleDoors(root, dist, imported)),
  ]);
  for (const plugin of importersFirst(packages)) {
    const { folder } = plugin;
    const target = packageFolder(plugin);
    const sources = `${root}plugins/${folder}/`;
    const children = childrenOf(folder).map((name) => name.slice(`plugins/${folder}/`.length));
    written.set(target, [
      ...(await bundleChildren(sources, target, children, root)),
      ...(await bundlePlugin(root, plugin, target, imported)),
    ]);
  }
  return written;
}

/** A plugin knows which of its modules are entries once all that import it are built. */
const ORDER: readonly string[] = ['team', 'optimize', 'investigate', 'audit', 'analysis'];

function importersFirst(packages: readonly PluginPackage[]): readonly PluginPackage[] {
  return packages.toSorted(
    (pluginPackage, other) => ORDER.indexOf(pluginPackage.folder) - ORDER.indexOf(other.folder),
  );
}

function isBelow(folder: string, name: string): boolean {
  return name.startsWith(`plugins/${folder}/`);
}

/** Bundles the modules of a plugin into files that share common code; the core is not included. */
function bundlePlugin(
  root: string,
  { folder }: PluginPackage,
  dist: string,
  imported: ImportedPluginModules,
): Promise<readonly OutputChunk[]> {
  const sources = `${root}plugins/${folder}/`;
  return write(
    {
      ...inputOptions(root),
      resolve: {},
      input: Object.fromEntries(imported.of(folder).map((name) => [name, `${sources}${name}.ts`])),
      plugins: [
        externalizePluginImports(root, folder, imported),
        lazyBuiltins,
        trimPackages,
        bundleRequiredPackages,
        preserveModuleUrls(sources, CHUNKS),
      ],
      external: (id, importer) => isFromNpm(id) || isOfCore(id) || isBundlerModule(importer),
    },
    {
      dir: dist,
      entryFileNames: '[name].js',
      chunkFileNames: `${CHUNKS}/[name].js`,
      minify: DENSE,
      sourcemap: true,
      sourcemapExcludeSources: true,
    },
  );
}

/** True for the core, by the name under which all code imports it. */
function isOfCore(id: string): boolean {
  return id === 'perf-harness' || id.startsWith('perf-harness/');
}

async function bundleDoors(
  root: string,
  dist: string,
  imported: ImportedPluginModules,
): Promise<readonly OutputChunk[]> {
  const placed = new Map<string, string>();
  const groups = Object.keys(CHUNK_MODULES).map((name, index, all) => ({
    name,
    test: (id: string) => placed.get(id) === name,
    // The first group has the highest priority.
    priority: all.length - index,
  }));
  return write(
    {
      ...inputOptions(root),
      input: Object.fromEntries(ENTRY_POINTS.map((name) => [name, `${root}${name}.ts`])),
      plugins: [
        externalizePluginImports(root, null, imported),
        lazyBuiltins,
        trimPackages,
        bundleRequiredPackages,
        preserveModuleUrls(root, CHUNKS),
        placeTogether(root, placed),
      ],
      external: (id, importer) => isFromNpm(id) || isBundlerModule(importer),
    },
    {
      dir: dist,
      entryFileNames: '[name].js',
      chunkFileNames: `${CHUNKS}/[name].js`,
      codeSplitting: { groups },
      minify: DENSE,
      sourcemap: true,
      // Source maps contain places only, since the package contains no sources.
      sourcemapExcludeSources: true,
    },
  );
}

async function bundleChildren(
  sources: string,
  dist: string,
  names: readonly string[],
  root = sources,
): Promise<readonly OutputChunk[]> {
  const children = await Promise.all(
    names.map((name) => bundleChild({ sources, root, dist, name })),
  );
  return children.flat();
}

/**
 * Bundles a child module into one file. It imports builtins eagerly, before user code could change
 * them, and has no source map, which profilers of the host program would follow to places outside
 * that program.
 */
function bundleChild({
  sources,
  root,
  dist,
  name,
}: {
  /** Folder of the package's sources, with a slash at its end. */
  readonly sources: string;
  readonly root: string;
  readonly dist: string;
  readonly name: string;
}): Promise<readonly OutputChunk[]> {
  return write(
    {
      ...inputOptions(root),
      input: `${sources}${name}.ts`,
      plugins: [trimPackages, bundleRequiredPackages, preserveModuleUrls(sources, dirname(name))],
      external: (id) => isFromNpm(id) || isBuiltin(id),
    },
    {
      file: `${dist}/${name}.js`,
      codeSplitting: false,
      // Most of its code is third-party, and can be read in its own repository.
      ...(OF_OTHERS.some((other) => other.endsWith(name)) && { minify: SHORT }),
    },
  );
}

async function write(input: InputOptions, output: OutputOptions): Promise<readonly OutputChunk[]> {
  const build = await rolldown(input);
  const result = await build.write({
    format: 'esm',
    comments: false,
    ...output,
  });
  await build.close();
  return result.output.filter((chunk) => chunk.type === 'chunk');
}

function inputOptions(root: string): InputOptions {
  return {
    platform: 'node',
    resolve: {
      alias: { 'perf-harness/plugin': `${root}plugin.ts`, 'perf-harness': `${root}index.ts` },
    },
    transform: { target: 'es2024' },
    tsconfig: false,
    // A busy machine is no mistake.
    checks: { pluginTimings: false },
    // Otherwise a dynamically imported module would become a file that only re-exports another.
    preserveEntrySignatures: 'allow-extension',
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(log.message);
    },
  };
}

/** True for an npm package that is loaded from `node_modules`. */
function isFromNpm(id: string): boolean {
  return EXTERNAL_PACKAGES.some((name) => id === name || id.startsWith(`${name}/`));
}

/** Creates a plugin that records in `placed` each module's chunk of `CHUNK_MODULES`. */
function placeTogether(root: string, placed: Map<string, string>): Plugin {
  return {
    name: 'place-together',
    buildEnd() {
      for (const [name, modules] of Object.entries(CHUNK_MODULES)) {
        const waiting = modules.map((path) => `${root}${path}.ts`);
        for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
          const module = this.getModuleInfo(id);
          if (module === null) this.error(`${id} is not in the bundle`);
          if (placed.has(id)) continue;
          placed.set(id, name);
          waiting.push(...module.importedIds);
        }
      }
      // Modules added by the bundler and its plugins are needed by all chunks.
      for (const id of this.getModuleIds()) if (!id.startsWith('/')) placed.set(id, 'first');
    },
  };
}
