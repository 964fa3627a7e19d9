import type { CodeSymbol } from './code-symbol.ts';

/** Modules of Node.js that are imported without `node:`. */
const BUILTINS = new Set(
  'assert async_hooks buffer child_process cluster crypto dgram diagnostics_channel dns events fs http http2 https inspector module net os path perf_hooks process querystring readline stream string_decoder timers tls url util v8 vm worker_threads zlib'.split(
    ' ',
  ),
);

/** Returns the canonical name of a module; built-in modules of Node.js get the prefix `node:`. */
export function normalizeModuleName(source: string): string {
  const first = source.split('/')[0] ?? '';
  return BUILTINS.has(first) ? `node:${source}` : source;
}

/** Returns the symbol of a name imported from a package. */
export function toPackageMember(from: string, source: string, name: string): CodeSymbol {
  // `os` and `http` are also modules of Python.
  const module = from.endsWith('.py') ? source : normalizeModuleName(source);
  const isModule = name === '*' || name === 'default';
  return { type: 'package', source, name: isModule ? module : `${module}.${name}` };
}
