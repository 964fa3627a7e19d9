import { builtinModules } from 'node:module';
import type { Plugin } from 'rolldown';

/** Virtual module that provides the builtins of Node.js; it exists in bundles only. */
const LAZY = 'lazy:builtin';
const PREFIX = 'lazy:node-';

/**
 * Loads a builtin of Node.js on first use. An import would load it at once, with everything that
 * Node.js itself would load later: `node:crypto` takes a quarter of the startup time of Node.js.
 */
export const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  resolveId(id, importer) {
    if (id === LAZY) return id;
    const name = builtinName(id);
    return name === null || isBundlerModule(importer) ? null : `${PREFIX}${name}`;
  },
  load(id) {
    if (id === LAZY) return LAZY_SOURCE;
    if (!id.startsWith(PREFIX)) return null;
    return `module.exports = require('${LAZY}')('node:${id.slice(PREFIX.length)}');`;
  },
};

/** True for the bundler's own runtime module, which every bundle contains. */
export function isBundlerModule(id: string | undefined): boolean {
  return id?.includes('rolldown/runtime') ?? false;
}

/** Returns `fs` for `fs` and for `node:fs`; null: it is not a builtin. */
function builtinName(id: string): string | null {
  const name = id.replace(/^node:/, '');
  return builtinModules.includes(name) ? name : null;
}

/**
 * Returns an object without own properties, whose prototype looks them up, since the bundler
 * preserves the prototype of the wrapped object and then has nothing to copy.
 */
const LAZY_SOURCE = `module.exports = function lazyBuiltin(id) {
  let builtin;
  const get = (_, name) => (builtin ??= process.getBuiltinModule(id))[name];
  return Object.create(new Proxy({}, { get }));
};
`;
