/** Runs in the measured process: finds files of packages as they are loaded. */
import { readFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';
import { ignoreErrors } from './ignore-errors.ts';
import { preserveNativeCommonJs, readSourceText } from './preserve-commonjs-loading-under-hooks.ts';

/** Package whose files are watched as they load. */
export interface WatchedLibrary {
  /** Name of its package. */
  readonly name: string;
  /** Path of a file in the folder of the package. */
  readonly files: RegExp;
}

/** Callbacks for watched files; errors in them are ignored. */
export interface LibraryWatcher<Library extends WatchedLibrary> {
  /** Before a file runs. */
  readonly onLoading: (library: Library) => void;
  /** Called after the module has run. @param exported - Its CommonJS exports. */
  readonly onLoaded: (library: Library, exported: unknown) => void;
}

/** Watches CommonJS of packages, from Node.js 22.15 on. @param handle - Global name of the watcher. */
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
      const last = `globalThis[Symbol.for('${handle}')]?.(${index}, module.exports);`;
      return { ...loaded, source: `${source}\n;${last}\n` };
    }),
  });
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
    const manifest = readFileSync(fileURLToPath(`${rootUrl}/package.json`), 'utf8');
    return (JSON.parse(manifest) as { readonly name?: string }).name ?? null;
  } catch {
    return null;
  }
}
