import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Modules of a folder, loaded as if for the first time. */
export interface FreshModule {
  /** Returns the exports of the module, without any state left by earlier calls. */
  readonly load: () => Promise<Record<string, unknown>>;
}

/**
 * @param folder - Absolute folder of the project; its packages stay as first loaded.
 * @param file - Absolute path of the module.
 */
export function loadFreshModule(folder: string, file: string): FreshModule {
  const inside = `${pathToFileURL(folder).href}/`;
  const { cache } = createRequire(pathToFileURL(file));
  let turn = 0;
  registerHooks({
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, context);
      const { url } = resolved;
      const isOwn = url.startsWith(inside) && !url.includes('/node_modules/') && !url.includes('?');
      // Required modules are found by file, and removed from the cache below.
      const isRequired = context.conditions?.includes('require') === true;
      if (!isOwn || isRequired || turn === 1) return resolved;
      return { ...resolved, url: `${url}?replay=${turn}` };
    },
  });
  return {
    load: async () => {
      turn += 1;
      for (const path of Object.keys(cache)) {
        if (path.startsWith(folder) && !path.includes('node_modules')) delete cache[path];
      }
      return import(pathToFileURL(file).href);
    },
  };
}
