import { readNestedValue } from '../manifests/manifest-dependency.ts';

/** Every node of a tree of the parser with its kind, from the outside in. */
export function* walkSqlTree(tree: unknown): Generator<readonly [kind: string, node: unknown]> {
  if (typeof tree !== 'object' || tree === null) return;
  for (const [kind, node] of Object.entries(tree)) {
    if (!Array.isArray(tree)) yield [kind, node];
    yield* walkSqlTree(node);
  }
}

/** The last of the names of `schema.name`. */
export function readLastName(names: unknown): string | null {
  const last: unknown = Array.isArray(names) ? names.at(-1) : undefined;
  return readTextAt(last, 'String', 'sval');
}

export function readTextAt(node: unknown, ...path: readonly string[]): string | null {
  const found = readNestedValue(node, ...path);
  return typeof found === 'string' ? found : null;
}

export function readListAt(node: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = readNestedValue(node, ...path);
  return Array.isArray(found) ? found : [];
}

/** Returns the text of a string literal, or null for any other node. */
export function readStringConstant(node: unknown): string | null {
  const cast = readNestedValue(node, 'TypeCast', 'arg');
  return cast === undefined
    ? readTextAt(node, 'A_Const', 'sval', 'sval')
    : readStringConstant(cast);
}
