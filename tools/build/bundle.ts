import { isBuiltin } from 'node:module';
import { dirname } from 'node:path';
import {
  type InputOptions,
  type OutputChunk,
  type OutputOptions,
  type Plugin,
  rolldown,
} from 'rolldown';
import { isOfBundler, lazyBuiltins } from './builtins.ts';
import { bundledRequire } from './bundled-require.ts';
import { CHILDREN, DOORS, LOADED_FROM_NPM, TOGETHER } from './entries.ts';
import { neededParts } from './needed-parts.ts';
import { ownPlace } from './own-place.ts';

/** Those that hold large packages of npm: load generators, and what draws values. */
const OF_OTHERS: readonly string[] = [
  'harness/executors/http/load-child',
  'plugins/optimize/verify/check/check-child',
];
/**
 * Without blanks and line breaks, which takes a quarter to a third less; every name stays. Where there is a
 * map, stacks lead to the sources as before.
 */
const DENSE = { compress: false, mangle: false, codegen: true } as const;
/** Folder of what the doors share. */
const CHUNKS = 'chunks';

/**
 * Writes the JavaScript of the package.
 * @param root - Folder of the sources, with a slash at its end.
 * @param dist - Folder to write to.
 * @returns What was written.
 */
export async function bundle(root: string, dist: string): Promise<readonly OutputChunk[]> {
  const children = await Promise.all(CHILDREN.map((name) => bundleChild(root, dist, name)));
  return [...children.flat(), ...(await bundleDoors(root, dist))];
}

async function bundleDoors(root: string, dist: string): Promise<readonly OutputChunk[]> {
  const placed = new Map<string, string>();
  const groups = Object.keys(TOGETHER).map((name, index, all) => ({
    name,
    test: (id: string) => placed.get(id) === name,
    // The first one has the highest.
    priority: all.length - index,
  }));
  return write(
    {
      ...inputOptions(root),
      input: Object.fromEntries(DOORS.map((name) => [name, `${root}${name}.ts`])),
      plugins: [
        lazyBuiltins,
        neededParts,
        bundledRequire,
        ownPlace(root, CHUNKS),
        placeTogether(root, placed),
      ],
      external: (id, importer) => isFromNpm(id) || isOfBundler(importer),
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

/**
 * One file. It takes builtins as it is loaded, before anything of the user's could change them, and has
 * no map: profilers of the program that it is in would follow it to places that are none of ours.
 */
function bundleChild(root: string, dist: string, name: string): Promise<readonly OutputChunk[]> {
  return write(
    {
      ...inputOptions(root),
      input: `${root}${name}.ts`,
      plugins: [neededParts, bundledRequire, ownPlace(root, dirname(name))],
      external: (id) => isFromNpm(id) || isBuiltin(id),
    },
    {
      file: `${dist}/${name}.js`,
      codeSplitting: false,
      // Most of it was written by others, and is read in their repositories.
      ...(OF_OTHERS.includes(name) && { minify: DENSE }),
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
  return result.output.filter((one) => one.type === 'chunk');
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
  return LOADED_FROM_NPM.some((name) => id === name || id.startsWith(`${name}/`));
}

/** Says in `placed` in which file of `TOGETHER` a module is. */
function placeTogether(root: string, placed: Map<string, string>): Plugin {
  return {
    name: 'place-together',
    buildEnd() {
      for (const [name, modules] of Object.entries(TOGETHER)) {
        const waiting = modules.map((path) => `${root}${path}.ts`);
        for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
          const module = this.getModuleInfo(id);
          if (module === null) this.error(`${id} is not in the bundle`);
          if (placed.has(id)) continue;
          placed.set(id, name);
          waiting.push(...module.importedIds);
        }
      }
      // What the bundler and the plugins add serves all.
      for (const id of this.getModuleIds()) if (!id.startsWith('/')) placed.set(id, 'first');
    },
  };
}
