import { builtinModules } from 'node:module';
import type { Plugin } from 'rolldown';

/** Module that hands out what comes with Node.js; it exists in bundles only. */
const LAZY = 'lazy:builtin';
const PREFIX = 'lazy:node-';

/**
 * Takes a builtin from Node.js when something of it is first used. An import loads it at once, and with
 * it all that Node.js itself would load later: `node:crypto` takes a quarter of the time that Node.js
 * takes to start.
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

/** `fs` for `fs` and for `node:fs`; null: it does not come with Node.js. */
function builtinName(id: string): string | null {
  const name = id.replace(/^node:/, '');
  return builtinModules.includes(name) ? name : null;
}

/**
 * An object without properties of its own, whose prototype looks them up: the bundler keeps the prototype
 * of what it wraps, and there is nothing to copy.
 */
const LAZY_SOURCE = `module.exports = function lazyBuiltin(id) {
  let builtin;
  const get = (_, name) => (builtin ??= process.getBuiltinModule(id))[name];
  return Object.create(new Proxy({}, { get }));
};
`;
