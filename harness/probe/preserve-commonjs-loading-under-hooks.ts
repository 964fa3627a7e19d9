import { readFileSync } from 'node:fs';
import type { LoadFnOutput, LoadHookContext, LoadHookSync } from 'node:module';
import { fileURLToPath } from 'node:url';

/** True if the ES module loader of this Node.js handles each `require` once there is a hook. */
export const HOOKS_HANDLE_REQUIRE = Number.parseInt(process.versions.node, 10) < 24;

/** TypeScript and JSX, which the loader has a text for already. */
const IS_SOURCE = /\.(?:[cm]?ts|[jt]sx)(?:$|[?#])/u;

/** First line of the text that replaces a file, by which the next hook recognizes it. */
const HEAD = "const load = process.getBuiltinModule('node:module').createRequire(__filename);";

/** Wraps a load hook so that CommonJS is still loaded as without hooks. */
export function preserveNativeCommonJs(hook: LoadHookSync): LoadHookSync {
  if (!HOOKS_HANDLE_REQUIRE) return hook;
  return (url, context, nextLoad) => {
    const loaded = hook(url, context, nextLoad);
    return IS_SOURCE.test(url) ? loaded : loadNativeCommonJs(url, context, loaded);
  };
}

/**
 * Loads imported CommonJS as Node.js does without hooks. With hooks, the ES module loader of
 * Node.js 22 handles each `require` from there on, which fails ("request for './index.js' is not in
 * cache") where a package has `require` load a module that imports CommonJS, as some dependencies
 * of Express do. So the file gets a text that calls the CommonJS loader, which runs the hooks once
 * more; the file's own text follows it, unused, for the names that it exports.
 */
export function loadNativeCommonJs(
  url: string,
  { conditions }: LoadHookContext,
  loaded: LoadFnOutput,
): LoadFnOutput {
  const isImported = conditions?.includes('import') === true;
  if (!HOOKS_HANDLE_REQUIRE || !isImported || loaded.format !== 'commonjs') return loaded;
  const text = readSourceText(url, loaded.source).replace(/^#!.*/u, '');
  if (text.startsWith(HEAD)) return loaded;
  // The half-loaded module under this name is this text itself.
  const source = `${HEAD}
delete load.cache[__filename];
module.exports = load(__filename);
function unused(exports, require, module) {${text}
}`;
  return { ...loaded, source };
}

/** Returns a file's text as hooks see it; if the loader gives no source, it is read from disk. */
export function readSourceText(url: string, source: unknown): string {
  if (typeof source === 'string') return source;
  if (source instanceof Uint8Array) return new TextDecoder().decode(source);
  return readFileSync(fileURLToPath(url), 'utf8');
}
