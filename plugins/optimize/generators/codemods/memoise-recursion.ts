import type { SgNode } from '@ast-grep/napi';
import {
  type Binding,
  isInside,
  kindOf,
  methodCallOf,
  nodesOf,
  spanOf,
} from '../../../analysis/index.ts';
import type { Codemod, CodemodEdit } from '../codemod.ts';
import { createMatch, declareInModule, insertText, replaceNode } from '../syntax/codemod-edits.ts';
import { listParameters } from '../syntax/is-read-only-list-use.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';

/** Maximum number of cached results; a full cache is cleared. */
const MOST_RESULTS = 10_000;

export const memoiseRecursion: Codemod = createTypeAwareCodemod(
  {
    id: 'memoise-recursion',
    title: 'Memoize a pure recursive function',
    complexity: 'Medium',
    risk: 'Medium',
    preconditions: `A TypeScript function declaration with one parameter, whose parameter and result are of type number or string. The function calls itself at least twice and otherwise only \`Math\` (without \`random\`); it assigns only to its own variables, reads only these and its parameter, which it does not change, and contains no other function. At most ${MOST_RESULTS} results are cached.`,
    seenIn: [
      'Chiaki-xps/Chiaki-dataStructure, 13-动态规划/01_斐波那契数列-递归求解.ts',
      'duynvh/data-structure, leetcode/509.ts',
    ],
  },
  (scene) =>
    nodesOf(scene.root, 'function_declaration').flatMap((declared) => {
      if (!scene.bindings.isBuiltin('Map') || !/\.[cm]?tsx?$/u.test(scene.source.path)) return [];
      const name = declared.field('name');
      const binding = name === null ? null : scene.bindings.of(name);
      const body = declared.field('body');
      const types = typesOf(declared);
      if (name === null || binding === null || body === null || types === null) return [];
      if (binding.writes.length > 0 || !isPure(declared, body, binding, scene)) return [];
      return [createMatch(body, edits(name.text(), body, types, scene))];
    }),
);

interface Types {
  readonly parameter: string;
  readonly given: string;
  readonly result: string;
}

function typesOf(declared: SgNode): Types | null {
  const [parameter, ...others] = listParameters(declared);
  const annotated = parameter?.parent()?.field('type')?.text() ?? '';
  const result = declared.field('return_type')?.text() ?? '';
  const [given, made] = [annotated, result].map((type) => /^:\s*(number|string)$/u.exec(type)?.[1]);
  if (parameter === undefined || others.length > 0 || kindOf(parameter) !== 'identifier')
    return null;
  const declaration = parameter.parent();
  if (declaration?.field('value') !== null || kindOf(declaration) === 'optional_parameter')
    return null;
  return given === undefined || made === undefined
    ? null
    : { parameter: parameter.text(), given, result: made };
}

const FORBIDDEN = [
  'arrow_function',
  'function_expression',
  'function_declaration',
  'generator_function',
  'await_expression',
  'yield_expression',
  'this',
  'class',
  'class_declaration',
  'regex',
  'comment',
  'sequence_expression',
  'try_statement',
  'new_expression',
  'spread_element',
  'object',
  'array',
  'template_string',
] as const;

function isPure(declared: SgNode, body: SgNode, binding: Binding, scene: AnalysisContext): boolean {
  if (declared.children().some((child) => /^(?:async|\*)$/u.test(child.text()))) return false;
  if (nodesOf(body, ...FORBIDDEN).length > 0) return false;
  const own = spanOf(declared);
  const isKnown = nodesOf(body, 'identifier').every((node) => {
    const of = scene.bindings.of(node);
    if (of === null) return node.text() === 'Math' && scene.bindings.isBuiltin('Math');
    return of.name === binding.name || isInside(of.scope, own);
  });
  const parameter = listParameters(declared)[0];
  const isKept = parameter !== undefined && scene.bindings.of(parameter)?.writes.length === 0;
  const calls = nodesOf(body, 'call_expression');
  const self = calls.filter((call) => call.field('function')?.text() === binding.name);
  const isAsked = calls.every((callNode) => {
    const call = methodCallOf(callNode);
    return (
      self.includes(callNode) || (call?.receiver.text() === 'Math' && call.method !== 'random')
    );
  });
  const members = nodesOf(body, 'member_expression', 'subscript_expression');
  const isPlain = members.every((member) => /^Math\.\w+$/u.test(member.text()));
  return isKnown && isKept && isAsked && isPlain && self.length >= 2;
}

function edits(
  name: string,
  body: SgNode,
  { parameter, given, result }: Types,
  { source, bindings }: AnalysisContext,
): readonly CodemodEdit[] {
  const results = bindings.freshName(`${name}Results`);
  const keep = bindings.freshName(`${name}Kept`);
  const known = bindings.freshName('known');
  // A Map treats 0 and -0 as the same key.
  const isPlain =
    given === 'number' ? `${known} !== undefined && ${parameter} !== 0` : `${known} !== undefined`;
  const head = `
  const ${known} = ${results}.get(${parameter});
  if (${isPlain}) return ${known};`;
  const declared = `const ${results} = new Map<${given}, ${result}>();

function ${keep}(given: ${given}, result: ${result}): ${result} {
  if (${results}.size >= ${MOST_RESULTS}) ${results}.clear();
  ${results}.set(given, result);
  return result;
}`;
  const returns = nodesOf(body, 'return_statement').flatMap((node) => {
    const value = node.namedChildren()[0];
    return value === undefined
      ? []
      : [replaceNode(value, `${keep}(${parameter}, ${value.text()})`)];
  });
  return [declareInModule(source, declared), insertText(spanOf(body).start + 1, head), ...returns];
}
