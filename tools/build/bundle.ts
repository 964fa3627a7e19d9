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
import { bundleRequiredPackages } from './bundled-require.ts';
import { isBundlerModule, lazyBuiltins } from './lazy-builtins.ts';
import {
  externalizePluginImports,
  ImportedPluginModules,
  listPluginPackages,
  type PluginPackage,
} from './plugin-packages.ts';
import { preserveModuleUrls } from './preserve-module-urls.ts';
import { trimPackages } from './trim-packages.ts';

/** Those that hold large packages of npm: load generators, and what draws values. */
const OF_OTHERS: readonly string[] = [
  'harness/executors/http/load-process-child',
  'plugins/optimize/verify/check/check-child',
];
/**
 * Without blanks and line breaks, which takes a quarter to a third less; every name stays. Where there is a
 * map, stacks lead to the sources as before.
 */
const DENSE = { compress: false, mangle: false, codegen: true } as const;
/** Names that only a file knows are short, too: nobody reads what packages of others say inside of a child. */
const SHORT = { compress: true, mangle: true, codegen: true } as const;
/** Folder of what the doors share. */
const CHUNKS = 'chunks';

/**
 * Writes the JavaScript of the package and of those of its plugins.
 * @param root - Folder of the sources, with a slash at its end.
 * @param dist - Folder to write to.
 * @param packageFolder - Folder of `dist` of a plugin's package.
 * @returns Chunks of each package, by the folder that they are written to.
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

/** Modules that a plugin loads of itself, in files that share what they have in common; the core is not in it. */
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

/** By the name that everybody imports it by. */
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
    // The first one has the highest.
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
      // They name places; the package holds no sources.
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
 * One file. It takes builtins as it is loaded, before anything of the user's could change them, and has
 * no map: profilers of the program that it is in would follow it to places that are none of ours.
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
      // Most of it was written by others, and is read in their repositories.
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
    // Else a module that is imported when needed would be a file that only names another.
    preserveEntrySignatures: 'allow-extension',
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(log.message);
    },
  };
}

/** A package of npm that is loaded from where npm has put it. */
function isFromNpm(id: string): boolean {
  return EXTERNAL_PACKAGES.some((name) => id === name || id.startsWith(`${name}/`));
}

/** Says in `placed` in which file of `TOGETHER` a module is. */
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
