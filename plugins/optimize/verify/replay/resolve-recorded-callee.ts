import type { Call } from '../recorded-call-session.ts';
import type { LiveObjects } from './recreate-captured-objects.ts';
import { resolveExport } from './resolve-module-exports.ts';

/** Returns the target of a call, ready to be called; null if there is nothing of that name. */
export function resolveCallTarget(
  { callee, construct }: Call,
  self: unknown,
  { exports, world }: { readonly exports: Record<string, unknown>; readonly world: LiveObjects },
): ((given: readonly unknown[]) => unknown) | null {
  if (callee.kind === 'get' || callee.kind === 'set') return accessorOf(callee, world);
  const { owner, target } = found();
  if (typeof target !== 'function') return null;
  if (construct) return (given) => Reflect.construct(target, given) as unknown;
  const of = self ?? owner;
  return (given) => Reflect.apply(target, of, given) as unknown;

  function found(): { readonly owner: unknown; readonly target: unknown } {
    if (callee.kind === 'export') {
      const { path } = callee;
      const owner = path.length > 1 ? resolveExport(exports, path.slice(0, -1)) : undefined;
      return { owner, target: resolveExport(exports, path) };
    }
    const of = world.make(callee.of);
    if (callee.kind === 'function') return { owner: undefined, target: of };
    if (world.lost() !== null) return { owner: of, target: null };
    return { owner: of, target: Reflect.get(Object(of) as object, callee.name) };
  }
}

/** Reads or writes a property of an object; null: the object is not there. */
function accessorOf(
  { kind, of, name }: Extract<Call['callee'], { kind: 'get' | 'set' | 'method' }>,
  world: LiveObjects,
): ((given: readonly unknown[]) => unknown) | null {
  const owner = world.make(of);
  if (world.lost() !== null) return null;
  const object = Object(owner) as object;
  if (kind === 'get') return () => Reflect.get(object, name) as unknown;
  return ([value]) => void Reflect.set(object, name, value);
}
