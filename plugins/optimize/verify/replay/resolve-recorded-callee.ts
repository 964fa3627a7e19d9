import type { Call } from '../recorded-call-session.ts';
import type { LiveObjects } from './recreate-captured-objects.ts';
import { type ModuleExports, resolveExport } from './resolve-module-exports.ts';

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
