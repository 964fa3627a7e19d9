import type { SgNode } from '@ast-grep/napi';
import type { Codemod, CodemodMatch } from '../codemod.ts';
import { type Binding, isWritten } from '../syntax/bindings.ts';
import { declareInModule, matchAt, remove, replace } from '../syntax/edits.ts';
import { isReading } from '../syntax/list-reading.ts';
import {
  bare,
  functionAround,
  isInside,
  kindOf,
  nodesOf,
  operatorOf,
  spanOf,
} from '../syntax/nodes.ts';
import { type Scene, sceneCodemod } from '../syntax/scene.ts';

/** Smaller literals the engine makes as quickly as it finds them. */
const LEAST = 6;

export const tableOnce: Codemod = sceneCodemod(
  {
    id: 'table-once',
    title: 'Make a table of literals once for the module',
    evidence: 'proven',
    preconditions: `A name in a function that is given a literal list or object of ${LEAST} literals at least, which may lie in lists and objects of their own, without a spread, a method or a computed key, and is given nothing else. Of it only literals are read, by as many steps as it is deep, or by methods of lists that copy or search; \`in\` and \`hasOwnProperty\` may ask for a key. It is moved to the top of the module.`,
    seenIn: ['date-fns/date-fns: src/nextDay/index.ts'],
  },
  (scene) =>
    scene.bindings.all.flatMap((one) =>
      functionAround(one.node) === null ? [] : changeOf(one, scene),
    ),
);

function changeOf(binding: Binding, scene: Scene): readonly CodemodMatch[] {
  const { kind, declaration, isPart, writes, references } = binding;
  const value = declaration.field('value');
  const statement = declaration.parent();
  if (!/^(?:const|let|var)$/u.test(kind) || isPart || writes.length > 0) return [];
  if (value === null || statement === null || kindOf(declaration) !== 'variable_declarator')
    return [];
  const table = bare(value);
  const depth = /^(?:array|object)$/u.test(kindOf(table)) ? depthOf(table) : null;
  const isAlone = statement.namedChildren().length === 1;
  const isPlace = /^(?:statement_block|switch_case)$/u.test(
    kindOf(statement.parent() ?? statement),
  );
  if (depth === null || !isAlone || !isPlace || leavesOf(table) < LEAST) return [];
  // What `var` names may be asked for where it has no value.
  const behind = { start: spanOf(statement).end, end: spanOf(statement.parent() ?? statement).end };
  const isBehind = references.every((one) => isInside(spanOf(one), behind));
  if (!isBehind || references.length === 0 || isOfTypes(declaration)) return [];
  if (!references.every((one) => isRead(one, depth, scene))) return [];
  const name = scene.bindings.freshName(binding.name);
  const { start, end } = spanOf(declaration);
  const text = scene.source.text.slice(spanOf(binding.node).end, end);
  return [
    matchAt(declaration, [
      declareInModule(scene.source, `const ${name}${text};`),
      remove(scene.source, Math.min(spanOf(statement).start, start), spanOf(statement).end),
      ...references.map((one) => replace(one, name)),
    ]),
  ];
}

const LEAF = /^(?:string|number|true|false|null|undefined)$/u;

/** Steps from a literal to the farthest of its leaves; null: it holds something else than literals. */
function depthOf(node: SgNode): number | null {
  const inner = bare(node);
  const kind = kindOf(inner);
  if (LEAF.test(kind)) return 0;
  if (kind === 'unary_expression') {
    const isNumber = kindOf(inner.field('argument') ?? inner) === 'number';
    return isNumber && /^[-+]$/u.test(operatorOf(inner)) ? 0 : null;
  }
  if (kind !== 'array' && kind !== 'object') return null;
  let deepest = 0;
  for (const part of inner.namedChildren().filter((one) => kindOf(one) !== 'comment')) {
    const key = part.field('key');
    const isPair = kind === 'array' || (kindOf(part) === 'pair' && isPlainKey(key));
    const below = isPair ? depthOf(kind === 'array' ? part : (part.field('value') ?? part)) : null;
    if (below === null) return null;
    deepest = Math.max(deepest, below + 1);
  }
  return deepest;
}

function isPlainKey(key: SgNode | null): boolean {
  if (key === null || /__proto__/u.test(key.text())) return false;
  return /^(?:property_identifier|string|number)$/u.test(kindOf(key));
}

function leavesOf(node: SgNode): number {
  return nodesOf(node, 'string', 'number', 'true', 'false', 'null', 'undefined').length;
}

/** Types of the function itself are not there at the top. */
function isOfTypes(declaration: SgNode): boolean {
  return (
    declaration.field('type') !== null &&
    declaration.ancestors().some((one) => one.field('type_parameters') !== null)
  );
}

/** Whether a use reads no more than a literal, or asks for a key. */
function isRead(use: SgNode, depth: number, scene: Scene): boolean {
  const parent = use.parent();
  if (parent === null) return false;
  if (kindOf(parent) === 'binary_expression' && operatorOf(parent) === 'in')
    return parent.field('right')?.id() === use.id();
  const isMember =
    /^(?:member|subscript)_expression$/u.test(kindOf(parent)) &&
    parent.field('object')?.id() === use.id();
  if (!isMember) return depth === 1 && isReading(use, scene);
  const above = parent.parent();
  if (above === null || isWritten(parent)) return false;
  if (kindOf(above) === 'unary_expression' && operatorOf(above) === 'delete') return false;
  if (above.field('function')?.id() === parent.id()) {
    const name = parent.field('property')?.text() ?? '';
    return name === 'hasOwnProperty' || (depth === 1 && isReading(use, scene));
  }
  return depth <= 1 || isRead(parent, depth - 1, scene);
}
