import type { SgNode } from '@ast-grep/napi';
import {
  type Binding,
  bare,
  kindOf,
  methodCallOf,
  methodCalls,
  stringValue,
} from '../../../analysis/index.ts';
import type { Codemod, CodemodEdit, CodemodMatch } from '../codemod.ts';
import {
  chooseDeclarationKeyword,
  createMatch,
  declareBefore,
  findEnclosingStatement,
  replaceNode,
} from '../syntax/codemod-edits.ts';
import { isUnsharedList } from '../syntax/pure-expression.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';

/** Text a list of characters was split from, with the runtime test that units correspond. */
interface Origin {
  readonly text: string;
  readonly test: string;
  readonly edits: readonly CodemodEdit[];
}

export const sliceInsteadOfJoin: Codemod = createTypeAwareCodemod(
  {
    id: 'text-of-characters',
    title: 'Slice a string instead of rejoining its characters',
    evidence: 'guarded',
    preconditions:
      "`slice(…).join('')` is called on a `const` array of a string's characters (`[...text]`, `Array.from(text)`, `text.split('')`). The array is never modified or used elsewhere. If `text` is a string with as many code units as the array has elements, `text` itself is sliced; otherwise the original code runs.",
    seenIn: ['chalk/wrap-ansi: index.js'],
  },
  (scene) => {
    const origins = new Map<number, Origin | null>();
    return methodCalls(scene.root, 'join').flatMap((join): readonly CodemodMatch[] => {
      const cut = methodCallOf(bare(join.receiver));
      const [glue, ...more] = join.given;
      if (cut?.method !== 'slice' || glue === undefined || more.length > 0) return [];
      const list = bare(cut.receiver);
      const isPlain = cut.given.every((argument) => kindOf(argument) !== 'spread_element');
      if (stringValue(glue) !== '' || kindOf(list) !== 'identifier' || !isPlain) return [];
      const binding = scene.bindings.of(list);
      if (binding === null || cut.given.length === 0 || !isUnsharedList(binding, scene)) return [];
      const id = binding.node.id();
      const origin = origins.get(id) ?? originOf(binding, scene);
      origins.set(id, origin);
      if (origin === null || isBehind(join.call, origin.test)) return [];
      const given = cut.given.map((argument) => argument.text()).join(', ');
      const quick = `${origin.text}.slice(${given})`;
      const choice = `${origin.test} ? ${quick} : ${join.call.text()}`;
      const isGiven = kindOf(join.call.parent() ?? join.call) === 'arguments';
      const text = origin.test === '' ? quick : isGiven ? choice : `(${choice})`;
      return [createMatch(join.call, [...origin.edits, replaceNode(join.call, text)])];
    });
  },
);

function originOf({ name, declaration }: Binding, scene: AnalysisContext): Origin | null {
  const value = declaration.field('value');
  const made = value === null ? null : madeOf(bare(value), scene);
  if (made === null) return null;
  const isString = scene.shapes.isString(made.text);
  // `split('')` splits into UTF-16 units, which other values need not have.
  if (made.isOfUnits && !isString) return null;
  const of = kindOf(made.text) === 'identifier' ? scene.bindings.of(made.text) : null;
  const isKept = of !== null && of.writes.length === 0 && of.kind !== 'other';
  const statement = findEnclosingStatement(declaration);
  if (!isKept && statement?.namedChildren().length !== 1) return null;
  const text = isKept ? made.text.text() : scene.bindings.freshName(`${name}Text`);
  const tests = [
    ...(isString ? [] : [`typeof ${text} === 'string'`]),
    ...(made.isOfUnits ? [] : [`${text}.length === ${name}.length`]),
  ];
  const edits =
    isKept || statement === null
      ? []
      : [
          declareBefore(
            scene.source,
            statement,
            `${chooseDeclarationKeyword(scene.source, 'const')} ${text} = ${made.text.text()};`,
          ),
          replaceNode(made.text, text),
        ];
  return { text, test: tests.join(' && '), edits };
}

/** The text that a list of its characters is made of. */
function madeOf(
  value: SgNode,
  { bindings }: AnalysisContext,
): { readonly text: SgNode; readonly isOfUnits: boolean } | null {
  if (kindOf(value) === 'array') {
    const [only, ...more] = value.namedChildren();
    const text = only !== undefined && kindOf(only) === 'spread_element' ? only.child(1) : null;
    return text === null || more.length > 0 ? null : { text, isOfUnits: false };
  }
  const call = methodCallOf(value);
  const [first, ...more] = call?.given ?? [];
  if (call === null || first === undefined || more.length > 0) return null;
  if (call.method === 'split' && stringValue(first) === '') {
    return { text: call.receiver, isOfUnits: true };
  }
  const isFrom = call.method === 'from' && call.receiver.text() === 'Array';
  return isFrom && bindings.isBuiltin('Array') ? { text: first, isOfUnits: false } : null;
}

/** The old way of an earlier change. */
function isBehind(call: SgNode, test: string): boolean {
  return call.ancestors().some((ancestor) => {
    const isChoice = kindOf(ancestor) === 'ternary_expression';
    return isChoice && ancestor.field('condition')?.text() === test;
  });
}
