import type { SgNode } from '@ast-grep/napi';
import {
  type Binding,
  bare,
  functionAround,
  isPrivate,
  kindOf,
  methodCallOf,
  operatorOf,
} from '../../../analysis/index.ts';
import type { Codemod, CodemodMatch } from '../codemod.ts';
import { annotateType, createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';
import { createConstantAdder } from './insert-shared-declaration.ts';

/**
 * Minimum number of keys: the engine caches the keys of smaller objects itself and iterates over
 * them faster than over a list.
 */
const MANY = 150;

export const cacheObjectKeys: Codemod = createTypeAwareCodemod(
  {
    id: 'keys-once',
    title: 'List the keys of an unchanging object once',
    evidence: 'checked',
    complexity: 'Low',
    preconditions: `A function contains \`for (key in table)\`, where \`table\` is a module-level object literal that has at least ${MANY} properties and that no outside code can reach. The file only reads the properties of \`table\` and iterates over its keys. The keys are listed on first use. Smaller objects are left alone, because the engine iterates over them faster without a list.`,
    seenIn: ['remove-accents 0.3.0, index.js'],
  },
  (scene) =>
    scene.bindings.isBuiltin('Object')
      ? scene.bindings.all
          .filter((binding) => isTable(binding, scene))
          .flatMap((binding) => turned(binding, scene))
      : [],
);

/** True where the binding is a module-level object literal whose keys never change. */
function isTable(binding: Binding, { bindings }: AnalysisContext): boolean {
  const { kind, declaration, isPart, writes, references, scope } = binding;
  if (!/^(?:const|let|var)$/u.test(kind) || isPart || writes.length > 0) return false;
  if (scope.end !== Number.POSITIVE_INFINITY || !isPrivate(binding, bindings)) return false;
  const value = declaration.field('value');
  if (value === null || kindOf(bare(value)) !== 'object') return false;
  const properties = bare(value)
    .namedChildren()
    .filter((namedChild) => kindOf(namedChild) === 'pair');
  if (properties.length < MANY || /__proto__/u.test(bare(value).text())) return false;
  return references.every(
    (reference) => isKeyed(reference) || isGoneThrough(reference) || isListed(reference),
  );
}

/** `table[key]` or `table.key`, which is neither written, removed nor called. */
function isKeyed(use: SgNode): boolean {
  const member = use.parent();
  const parent = member?.parent();
  if (member == null || parent == null) return false;
  if (!/^(?:member|subscript)_expression$/u.test(kindOf(member))) return false;
  if (member.field('object')?.id() !== use.id()) return false;
  const kind = kindOf(parent);
  if (kind === 'call_expression') {
    const isCalled = parent.field('function')?.id() === member.id();
    return !isCalled || member.field('property')?.text() === 'hasOwnProperty';
  }
  const isTarget =
    /assignment_expression$/u.test(kind) && parent.field('left')?.id() === member.id();
  const isDeleted = kind === 'unary_expression' && operatorOf(parent) === 'delete';
  return !isTarget && !isDeleted && !/update_expression|pattern|for_in/u.test(kind);
}

function isGoneThrough(use: SgNode): boolean {
  const loop = use.parent();
  return loop !== null && kindOf(loop) === 'for_in_statement' && isRight(loop, use);
}

function isRight(loop: SgNode, use: SgNode): boolean {
  return loop.field('right')?.id() === use.id() && operatorOf(loop) === 'in';
}

/** `Object.keys(table)` and its like, and `key in table`. */
function isListed(use: SgNode): boolean {
  const parent = use.parent();
  if (parent === null) return false;
  if (kindOf(parent) === 'binary_expression') {
    return operatorOf(parent) === 'in' && parent.field('right')?.id() === use.id();
  }
  const call = kindOf(parent) === 'arguments' ? parent.parent() : null;
  const found = call === null ? null : methodCallOf(call);
  const isOne = found?.given.length === 1 && found.receiver.text() === 'Object';
  return isOne && /^(?:keys|values|entries)$/u.test(found.method);
}

function turned({ name, references }: Binding, scene: AnalysisContext): readonly CodemodMatch[] {
  const loops = references.flatMap((use) => {
    const loop = use.parent();
    return loop !== null && isGoneThrough(use) && functionAround(use) !== null
      ? [{ use, loop }]
      : [];
  });
  const annotation = annotateType(scene.source, ': string[] | undefined');
  const declared = createConstantAdder(
    scene,
    /^[A-Z\d_]+$/u.test(name) ? `${name}_KEYS` : `${name}Keys`,
    (own) => `let ${own}${annotation};`,
  );
  return loops.flatMap(({ use, loop }) => {
    const word = loop.children().find((child) => child.text() === 'in');
    if (word === undefined) return [];
    const keys = declared();
    return [
      {
        ...createMatch(loop, [
          ...keys.edits,
          replaceNode(word, 'of'),
          replaceNode(use, `(${keys.name} ??= Object.keys(${name}))`),
        ]),
        assumes: [
          'Nothing adds enumerable properties to `Object.prototype`, which a `for … in` loop would visit.',
        ],
      },
    ];
  });
}
