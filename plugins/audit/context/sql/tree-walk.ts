import { valueAt } from '../manifests/dependency.ts';

/** Every node of a tree of the parser with its kind, from the outside in. */
export function* nodesOf(tree: unknown): Generator<readonly [kind: string, node: unknown]> {
  if (typeof tree !== 'object' || tree === null) return;
  for (const [kind, node] of Object.entries(tree)) {
    if (!Array.isArray(tree)) yield [kind, node];
    yield* nodesOf(node);
  }
}

/** The last of the names of `schema.name`. */
export function lastName(names: unknown): string | null {
  const last: unknown = Array.isArray(names) ? names.at(-1) : undefined;
  return textAt(last, 'String', 'sval');
}

export function textAt(node: unknown, ...path: readonly string[]): string | null {
  const found = valueAt(node, ...path);
  return typeof found === 'string' ? found : null;
}

export function listAt(node: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = valueAt(node, ...path);
  return Array.isArray(found) ? found : [];
}

/** The text of a string that is written down; null: it is something else. */
export function constantOf(node: unknown): string | null {
  const cast = valueAt(node, 'TypeCast', 'arg');
  return cast === undefined ? textAt(node, 'A_Const', 'sval', 'sval') : constantOf(cast);
}
