/** Runs in the measured process: finds files of packages as they are loaded. */
import { readFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { ignoreErrors } from './ignore-errors.ts';
import { preserveNativeCommonJs, readSourceText } from './preserve-commonjs-loading-under-hooks.ts';
import { wrapMethod } from './wrap-and-count-method-calls.ts';

export interface WatchedLibrary {
  /** Name of its package. */
  readonly name: string;
  /** Path of a file in the folder of the package. */
  readonly files: RegExp;
  /** Name of a class that its ES module exports; absent: only CommonJS is watched. */
  readonly exportedClass?: string;
}

/** Callbacks for watched files; errors in them are ignored. */
export interface LibraryWatcher<Library extends WatchedLibrary> {
  /** Before a file runs. */
  readonly onLoading: (library: Library) => void;
  /** Called after the module has run. @param exported - Its exports, which may be replaced. */
  readonly onLoaded: (library: Library, exported: unknown) => void;
}

/**
 * Watches modules of packages, from Node.js 22.15 on, and CommonJS that jest compiles.
 * @param handle - Global name of the watcher.
 */
export function watchLoadedLibraries<Library extends WatchedLibrary>(
  handle: string,
  libraries: readonly Library[],
  watcher: LibraryWatcher<Library>,
): void {
  if (typeof nodeModule.registerHooks !== 'function') return;
  const onLoaded = (index: number, exported: unknown): void => {
    const library = libraries[index];
    if (library !== undefined) ignoreErrors(() => watcher.onLoaded(library, exported));
  };
  Object.defineProperty(globalThis, Symbol.for(handle), { value: onLoaded });
  watchCompiledFunctions(handle, (file, exported) => onLoaded(indexOf(file, libraries), exported));
  nodeModule.registerHooks({
    load: preserveNativeCommonJs((url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      const index = indexOf(url, libraries);
      const library = libraries[index];
      if (library === undefined) return loaded;
      ignoreErrors(() => watcher.onLoading(library));
      // The call is appended, since exports are known when all of the file has run. No line of it
      // moves.
      const source = readSourceText(url, loaded.source);
      const call = `globalThis[Symbol.for('${handle}')]?.(${index},`;
      const { exportedClass: name } = library;
      if (loaded.format !== 'module') {
        return { ...loaded, source: `${source}\n;${call} module.exports);\n` };
      }
      if (name === undefined) return loaded;
      // The binding of an exported class can be replaced from inside of its module.
      const replaced = `{ const own = { ${name} }; ${call} own); ${name} = own.${name}; }`;
      return { ...loaded, source: `${source}\n;${replaced}\n` };
    }),
  });
}

/** Reports each CommonJS module that a program compiles itself, as jest does, after it has run. */
function watchCompiledFunctions(
  handle: string,
  onRun: (file: string, exported: unknown) => void,
): void {
  wrapMethod(
    vm,
    'compileFunction',
    (original) =>
      function compile(this: unknown, ...args: unknown[]): unknown {
        const run = Reflect.apply(original, this, args) as (...given: unknown[]) => unknown;
        const [, names, options] = args as Parameters<typeof vm.compileFunction>;
        const at = names?.indexOf('module') ?? -1;
        const file = options?.filename?.replaceAll('\\', '/');
        if (at < 0 || file?.includes('/node_modules/') !== true) return run;
        return function runModule(this: unknown, ...given: unknown[]): unknown {
          const result: unknown = Reflect.apply(run, this, given);
          onRun(file, (given[at] as { readonly exports?: unknown }).exports);
          return result;
        };
      },
    handle,
  );
}

function indexOf(address: string, libraries: readonly WatchedLibrary[]): number {
  const [url = ''] = address.split('?');
  return libraries.findIndex(({ name, files }) => {
    const inPackage = url.lastIndexOf(`/${name}/`);
    if (inPackage < 0) return false;
    const root = inPackage + name.length + 1;
    // Folders of a project have such names too.
    return files.test(url.slice(root)) && packageName(url.slice(0, root)) === name;
  });
}

function packageName(rootUrl: string): string | null {
  try {
    const folder = rootUrl.startsWith('file:') ? fileURLToPath(rootUrl) : rootUrl;
    const manifest = readFileSync(`${folder}/package.json`, 'utf8');
    return (JSON.parse(manifest) as { readonly name?: string }).name ?? null;
  } catch {
    return null;
  }
}
