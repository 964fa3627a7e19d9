import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Modules of a folder, loaded as if for the first time. */
export interface FreshModule {
  /** What the module exports, with nothing that earlier calls left in it. */
  readonly load: () => Promise<Record<string, unknown>>;
}

/**
 * @param folder - Of the project, absolute; packages in it stay as they were loaded first.
 * @param file - The module, absolute.
 */
export function freshModule(folder: string, file: string): FreshModule {
  const inside = `${pathToFileURL(folder).href}/`;
  const { cache } = createRequire(pathToFileURL(file));
  let turn = 0;
  registerHooks({
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, context);
      const { url } = resolved;
      const isOwn = url.startsWith(inside) && !url.includes('/node_modules/') && !url.includes('?');
      // What is required is found by its file, and forgotten below.
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
      const loaded = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
      return exportsOf(loaded);
    },
  };
}

/** What a module of CommonJS exports is what `require` gives, as `default`. */
function exportsOf(loaded: Record<string, unknown>): Record<string, unknown> {
  return loaded;
}
