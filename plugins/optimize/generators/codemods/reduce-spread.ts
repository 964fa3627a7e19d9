import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  isNamedByKey,
  kindOf,
  type MethodCall,
  methodCalls,
} from '../../../analysis/index.ts';
import type { Codemod } from '../codemod.ts';
import { createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { listParameters } from '../syntax/is-read-only-list-use.ts';
import { findArrowBody } from '../syntax/pure-expression.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';

/** A `reduce` whose callback returns a new list or object starting with its spread accumulator. */
interface SpreadingReduce {
  readonly call: MethodCall;
  readonly callback: SgNode;
  readonly body: SgNode;
  readonly collected: string;
  /** Elements or properties after `...collected`. */
  readonly added: readonly SgNode[];
}

function spreadingReduce(
  call: MethodCall,
  kind: 'array' | 'object',
  { shapes, bindings }: AnalysisContext,
): SpreadingReduce | null {
  const [callback, initial] = call.given;
  const body = findArrowBody(callback, 3);
  if (callback === undefined || initial === undefined || body === null) return null;
  if (call.given.length !== 2 || shapes.arrayOf(call.receiver) === null) return null;
  const first = bare(initial);
  const isEmpty = kindOf(first) === kind && first.namedChildren().length === 0;
  const [collected, valueParameter] = listParameters(callback);
  const made = bare(body);
  if (
    !isEmpty ||
    first.text().includes(',') ||
    collected === undefined ||
    valueParameter === undefined
  ) {
    return null;
  }
  if (kindOf(made) !== kind || /\breadonly/iu.test(collected.parent()?.text() ?? '')) return null;
  const [spread, ...added] = made.namedChildren();
  const isFirst = spread?.text() === `...${collected.text()}`;
  const uses = bindings.of(collected)?.references ?? [];
  if (!isFirst || uses.length !== 1 || added.length === 0 || /,\s*,/u.test(made.text()))
    return null;
  return { call, callback, body, collected: collected.text(), added };
}

function block(statements: readonly string[], collected: string): string {
  return `{ ${[...statements, `return ${collected};`].join(' ')} }`;
}

export const reduceSpreadArray: Codemod = createTypeAwareCodemod(
  {
    id: 'reduce-spread-array',
    title: 'Collect into one array instead of copying it for each element',
    preconditions:
      '`reduce` on a value known to be an array, starting from an empty list literal, with an arrow function that returns `[...collected, …]` and uses the accumulator for nothing else: no other code sees the list before it is complete.',
    seenIn: ['playwright-core 1.65.1, lib/utilsBundle.js'],
  },
  (scene) =>
    methodCalls(scene.root, 'reduce').flatMap((call) => {
      const found = spreadingReduce(call, 'array', scene);
      if (found === null || found.added.some((addition) => kindOf(addition) === 'comment'))
        return [];
      const { added, collected, body } = found;
      const statements = added.map((addition) => {
        if (kindOf(addition) !== 'spread_element') return `${collected}.push(${addition.text()});`;
        const name = scene.bindings.freshName('one');
        return `for (const ${name} of ${addition.child(1)?.text()}) ${collected}.push(${name});`;
      });
      return [createMatch(call.call, [replaceNode(body, block(statements, collected))])];
    }),
);

export const reduceSpreadObject: Codemod = createTypeAwareCodemod(
  {
    id: 'reduce-spread-object',
    title: 'Collect into one object instead of copying it for each element',
    preconditions:
      '`reduce` on a value known to be an array, starting from an empty object literal, with an arrow function that returns `{ ...collected, [key]: value }` and uses the accumulator for nothing else; the key is known to be a string or number. `Object.fromEntries` defines properties as the literal does, including a property named `__proto__`.',
    seenIn: ['coniel/minddrop, packages/utils/src/mapById/mapById.ts'],
  },
  (scene) =>
    methodCalls(scene.root, 'reduce').flatMap((call) => {
      const found = spreadingReduce(call, 'object', scene);
      const [pair, ...others] = found?.added ?? [];
      if (found === null || pair === undefined || others.length > 0) return [];
      const key = pair.field('key');
      const value = pair.field('value');
      const inner = key !== null && kindOf(key) === 'computed_property_name' ? key.child(1) : null;
      if (inner === null || value === null || !isName(inner, scene)) return [];
      if (isNamedByKey(value)) return [];
      if (scene.shapes.arrayOf(call.receiver) === null) return [];
      if (!scene.bindings.isBuiltin('Object')) return [];
      const names = parametersTexts(found.callback).slice(1).join(', ');
      const entry = `[${inner.text()}, ${value.text()}]`;
      // Holes have no entry.
      const shown = scene.shapes.of(call.receiver);
      const isDense = shown?.kind === 'array' && shown.isDense;
      const entries = isDense ? `map((${names}) => ${entry})` : `flatMap((${names}) => [${entry}])`;
      const text = `Object.fromEntries(${call.receiver.text()}.${entries})`;
      return [createMatch(call.call, [replaceNode(call.call, text)])];
    }),
);

function isName(node: SgNode, { shapes }: AnalysisContext): boolean {
  return shapes.isString(node) || shapes.isNumber(node);
}

/** With their types. */
function parametersTexts(callback: SgNode): readonly string[] {
  const list = callback.field('parameters')?.namedChildren() ?? [];
  return list
    .filter((parameter) => kindOf(parameter) !== 'comment')
    .map((parameter) => parameter.text());
}
