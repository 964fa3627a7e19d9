/** Runs in the measured process: finds SQLite, which is built in or an addon, as it is loaded. */
import nodeModule from 'node:module';
import { preserveNativeCommonJs } from './preserve-commonjs-loading-under-hooks.ts';
import { wrapMethod } from './wrap-and-count-method-calls.ts';

const NODE_SQLITE = 'node:sqlite';

/**
 * Reports the module `node:sqlite` when it is required, imported or requested as a built-in module,
 * from Node.js 22.15 on. @param purpose - Distinguishes the replacements of several watchers.
 */
export function watchNodeSqlite(onLoaded: (exported: unknown) => void, purpose: string): void {
  if (typeof nodeModule.registerHooks !== 'function') return;
  const getBuiltin = process.getBuiltinModule;
  nodeModule.registerHooks({
    load: preserveNativeCommonJs((url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      if (url === NODE_SQLITE) onLoaded(getBuiltin(NODE_SQLITE));
      return loaded;
    }),
  });
  // Does not pass through module hooks.
  wrapMethod(
    process,
    'getBuiltinModule',
    (original) =>
      function (this: unknown, ...args: unknown[]): unknown {
        const builtin: unknown = Reflect.apply(original, this, args);
        if (args[0] === NODE_SQLITE) onLoaded(builtin);
        return builtin;
      },
    purpose,
  );
}

/** Reports the exports of the addon of better-sqlite3. @param purpose - As above. */
export function watchBetterSqlite3(onLoaded: (exported: unknown) => void, purpose: string): void {
  wrapMethod(
    process,
    'dlopen',
    (original) =>
      function (this: unknown, ...args: unknown[]): unknown {
        const result: unknown = Reflect.apply(original, this, args);
        const [module, file] = args as [{ readonly exports?: unknown } | undefined, unknown];
        if (typeof file === 'string' && /better[-_]sqlite3/.test(file)) onLoaded(module?.exports);
        return result;
      },
    purpose,
  );
}
