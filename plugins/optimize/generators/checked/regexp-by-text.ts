import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  bare,
  functionAround,
  kindOf,
  type MethodCall,
  methodCalls,
  nodesOf,
  stringValue,
} from '../../../analysis/index.ts';
import type { Codemod, CodemodMatch } from '../codemod.ts';
import { readsLastMatch } from '../general/syntax-node-lookups.ts';
import { annotateType, createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { isPureExpression } from '../syntax/pure-expression.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';
import { createConstantAdder, createFunctionAdder } from './insert-shared-declaration.ts';

/** Maximum number of cached RegExps; a full cache is cleared. */
const MOST_KEPT = 1000;

export const cacheRegexpByText: Codemod = createTypeAwareCodemod(
  {
    id: 'regexp-by-text',
    title: 'Cache a RegExp built from a string for use in replace()',
    evidence: 'guarded',
    complexity: 'Medium',
    preconditions: `A function calls \`replace(new RegExp(text, 'g'), other)\`, where \`text\` is not a literal and \`other\` contains no call. Both are known to be strings, or are names that are tested at run time. If \`other\` is a string, a text without special characters is replaced directly; for other texts, the RegExp is cached, up to ${MOST_KEPT} of them. \`replace\` starts at 0 regardless of \`lastIndex\`, and leaves it at 0. All other cases use the original code.`,
    seenIn: ['remove-accents 0.3.0, index.js'],
  },
  (scene) => {
    const { isBuiltin } = scene.bindings;
    const isKnown = ['RegExp', 'Map', 'String'].every((builtin) => isBuiltin(builtin));
    if (!isKnown || readsLastMatch(scene)) return [];
    const t = (annotation: string) => annotateType(scene.source, annotation);
    const kept = createConstantAdder(
      scene,
      'keptPatterns',
      (name) => `const ${name} = new Map${t('<string, RegExp | string>')}();`,
    );
    const replacing = createFunctionAdder(scene, 'replacedBy', (name) =>
      replacingFunction(name, kept().name, scene),
    );
    return methodCalls(scene.root, 'replace').flatMap((call): readonly CodemodMatch[] => {
      const made = patternOf(call, scene);
      const [, put] = call.given;
      if (made === null || put === undefined || replacing.covers(call.call)) return [];
      const { name, edits } = replacing.add();
      const tests = [call.receiver, made].map((operand) => testOf(operand, scene));
      if (tests.some((test) => test === null) || isBehind(call.call, name)) return [];
      const given = [call.receiver, made, put].map((operand) => operand.text()).join(', ');
      const test = [...new Set(tests)].filter((condition) => condition !== '').join(' && ');
      const quick = `${name}(${given})`;
      return [
        createMatch(call.call, [
          ...kept().edits,
          replaceNode(
            call.call,
            test === '' ? quick : `(${test} ? ${quick} : ${call.call.text()})`,
          ),
          ...edits,
        ]),
      ];
    });
  },
);

/** Returns the RegExp's source; null for other calls, or if the new evaluation order may show. */
function patternOf({ call, given }: MethodCall, scene: AnalysisContext): SgNode | null {
  const [first, put, ...more] = given;
  if (first === undefined || put === undefined || more.length > 0) return null;
  const made = bare(first);
  if (kindOf(made) !== 'new_expression' && kindOf(made) !== 'call_expression') return null;
  const maker = made.field('constructor') ?? made.field('function');
  if (maker?.text() !== 'RegExp' || functionAround(call) === null) return null;
  const [text, flags, ...others] = argumentsOf(made);
  if (text === undefined || flags === undefined || others.length > 0) return null;
  if (stringValue(flags) !== 'g' || /^(?:string|regex|spread_element)$/u.test(kindOf(text))) {
    return null;
  }
  return isPlainPut(put, scene) ? text : null;
}

/** Returns a runtime test that a value is a string; empty: known; null: not a plain name. */
function testOf(node: SgNode, { shapes, bindings }: AnalysisContext): string | null {
  if (shapes.isString(node)) return '';
  const name = bare(node);
  // A name that the file does not declare is a plain variable too, once it has a value.
  const isName = kindOf(name) === 'identifier' && bindings.isModule;
  return isName ? `typeof ${name.text()} === 'string'` : null;
}

/** True if a call is the original code that an earlier change left as its fallback. */
function isBehind(call: SgNode, name: string): boolean {
  return call.ancestors().some((ancestor) => {
    const quick = kindOf(ancestor) === 'ternary_expression' ? ancestor.field('consequence') : null;
    return quick?.text().startsWith(`${name}(`) === true;
  });
}

/** True if the replacement may be evaluated before making the RegExp; originally it is after. */
function isPlainPut(put: SgNode, scene: AnalysisContext): boolean {
  const inner = bare(put);
  if (/^(?:string|identifier|arrow_function|function_expression)$/u.test(kindOf(inner)))
    return true;
  if (isPureExpression(put, scene)) return true;
  const calls = nodesOf(inner, 'call_expression', 'new_expression', 'await_expression');
  return /^(?:member|subscript)_expression$/u.test(kindOf(inner)) && calls.length === 0;
}

function replacingFunction(name: string, kept: string, { source }: AnalysisContext): string {
  const t = (annotation: string) => annotateType(source, annotation);
  return `/** \`text.replace(new RegExp(pattern, 'g'), put)\`, which is made once for each pattern. */
function ${name}(text${t(': string')}, pattern${t(': string')}, put${t(': string')})${t(': string')} {
  if (typeof put !== 'string') return text.replace(new RegExp(pattern, 'g'), put);
  let known = ${kept}.get(pattern);
  if (known === undefined) {
    const isPlain = pattern !== '' && !/[\\\\^$.*+?()[\\]{}|]/.test(pattern);
    known = isPlain ? pattern : new RegExp(pattern, 'g');
    if (${kept}.size >= ${MOST_KEPT}) ${kept}.clear();
    ${kept}.set(pattern, known);
  }
  if (typeof known !== 'string') return text.replace(known, put);
  return text.includes(known) ? text.replaceAll(known, put) : text;
}`;
}
