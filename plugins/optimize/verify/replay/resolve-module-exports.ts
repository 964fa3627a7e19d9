import type { Call } from '../sessions/recorded-call-session.ts';
import type { LiveObjects } from './recreate-captured-objects.ts';

export type ModuleExports = Record<string, unknown>;

/**
 * Returns the export at a path. `['default']` of CommonJS is `module.exports`; its members may be
 * named without `default`, as people do.
 */
export function resolveExport(exports: ModuleExports, path: readonly string[]): unknown {
  const [first = 'default', ...rest] = path;
  const start = first in exports ? exports[first] : readProperty(exports.default, first);
  return rest.reduce(readProperty, start);
}

function readProperty(owner: unknown, key: string): unknown {
  const isOwner = (typeof owner === 'object' && owner !== null) || typeof owner === 'function';
  return isOwner ? Reflect.get(owner, key) : undefined;
}

/** Maximum depth of objects below the module that are searched. */
const MOST_LEVELS = 3;

/** Functions and classes that a module exports, with the shortest path to each. */
export function listExportPaths(exports: ModuleExports): ReadonlyMap<object, readonly string[]> {
  const paths = new Map<object, readonly string[]>();
  const seen = new Set<object>();
  let level: (readonly [object, readonly string[]])[] = [[exports, []]];
  for (let depth = 0; depth < MOST_LEVELS; depth += 1) {
    const next: (readonly [object, readonly string[]])[] = [];
    for (const [owner, path] of level) {
      for (const key of Object.getOwnPropertyNames(owner)) {
        // Exports of a module may still change; getters of exported objects are not called.
        const value: unknown =
          owner === exports ? exports[key] : Object.getOwnPropertyDescriptor(owner, key)?.value;
        const isObject =
          (typeof value === 'object' && value !== null) || typeof value === 'function';
        if (!isObject || seen.has(value) || key === 'module.exports') continue;
        seen.add(value);
        const own = path.length === 1 && path[0] === 'default' ? [key] : [...path, key];
        if (typeof value === 'function') paths.set(value, own);
        next.push([value, own]);
      }
    }
    level = next;
  }
  return paths;
}

/** Objects that exported functions have as their `prototype`, by the path to each function. */
export function listPrototypePaths(
  paths: ReadonlyMap<object, readonly string[]>,
): ReadonlyMap<object, readonly string[]> {
  const found = new Map<object, readonly string[]>();
  for (const [type, path] of paths) {
    const prototype: unknown = Object.getOwnPropertyDescriptor(type, 'prototype')?.value;
    if (typeof prototype === 'object' && prototype !== null) found.set(prototype, path);
  }
  return found;
}

/** Returns a function that makes a recorded call; null if this version has no such target. */
export function resolveCallTarget(
  { callee, construct }: Call,
  self: unknown,
  { exports, objects }: { readonly exports: ModuleExports; readonly objects: LiveObjects },
): ((args: readonly unknown[]) => unknown) | null {
  if (callee.kind === 'get' || callee.kind === 'set') return resolveAccessor(callee, objects);
  const { owner, target } = resolveTarget();
  if (typeof target !== 'function') return null;
  if (construct) return (args) => Reflect.construct(target, args) as unknown;
  const receiver = self ?? owner;
  return (args) => Reflect.apply(target, receiver, args) as unknown;

  function resolveTarget(): { readonly owner: unknown; readonly target: unknown } {
    if (callee.kind === 'export') {
      const { path } = callee;
      const owner = path.length > 1 ? resolveExport(exports, path.slice(0, -1)) : undefined;
      return { owner, target: resolveExport(exports, path) };
    }
    const object = objects.decode(callee.of);
    if (callee.kind === 'function') return { owner: undefined, target: object };
    if (objects.failureReason() !== null) return { owner: object, target: null };
    return { owner: object, target: Reflect.get(Object(object) as object, callee.name) };
  }
}

/** Returns a function that reads or writes a property; null: its object could not be recreated. */
function resolveAccessor(
  { kind, of, name }: Extract<Call['callee'], { kind: 'get' | 'set' | 'method' }>,
  objects: LiveObjects,
): ((args: readonly unknown[]) => unknown) | null {
  const owner = objects.decode(of);
  if (objects.failureReason() !== null) return null;
  const object = Object(owner) as object;
  if (kind === 'get') return () => Reflect.get(object, name) as unknown;
  return ([value]) => void Reflect.set(object, name, value);
}
