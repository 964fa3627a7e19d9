import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { ModuleExports } from './resolve-module-exports.ts';

/** A module with those of the project that it imports, loaded as if for the first time. */
export interface FreshModule {
  /**
   * Returns the exports of the module, without any state left by earlier calls; where other modules
   * are loaded before it, with that state, since loading all of them for each session takes long.
   */
  readonly load: () => Promise<Record<string, unknown>>;
}

/**
 * @param folder - Absolute folder of the project; its packages stay as first loaded.
 * @param file - Absolute path of the module.
 * @param loadFirst - Modules loaded before it, absolute, such as those that register what it uses.
 */
export function loadFreshModule(
  folder: string,
  file: string,
  loadFirst: readonly string[],
): FreshModule {
  const folderUrl = `${pathToFileURL(folder).href}/`;
  const { cache } = createRequire(pathToFileURL(file));
  let loadCount = 0;
  let loaded: Record<string, unknown> | null = null;
  registerHooks({
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, context);
      const { url } = resolved;
      const isOfProject =
        url.startsWith(folderUrl) && !url.includes('/node_modules/') && !url.includes('?');
      // Required modules are found by file, and removed from the cache below.
      const isRequired = context.conditions?.includes('require') === true;
      if (!isOfProject || isRequired || loadCount === 1) return resolved;
      return { ...resolved, url: `${url}?replay=${loadCount}` };
    },
  });
  return {
    load: async () => {
      if (loaded !== null) return loaded;
      loadCount += 1;
      for (const path of Object.keys(cache)) {
        if (path.startsWith(folder) && !path.includes('node_modules')) delete cache[path];
      }
      for (const earlier of loadFirst) await import(pathToFileURL(earlier).href);
      const exports: ModuleExports = await import(pathToFileURL(file).href);
      if (loadFirst.length > 0) loaded = exports;
      return exports;
    },
  };
}
