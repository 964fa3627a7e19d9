import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  bare,
  constantText,
  functionAround,
  kindOf,
  type MethodCall,
  methodCallOf,
  methodCalls,
  quotedText,
} from '../../../analysis/index.ts';
import {
  type AnalysisContext,
  type Codemod,
  type CodemodMatch,
  createTypeAwareCodemod,
} from '../codemod.ts';
import { createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import {
  findRequiredCharacters,
  type ParsedRegexp,
  parseRegexp,
  parseRegexpLiteral,
} from '../syntax/parse-regexp.ts';
import { readsLastMatch } from './syntax-node-lookups.ts';

/** Test of a text by a RegExp, and its result where nothing matches. */
interface Asked {
  readonly text: SgNode;
  readonly regexp: ParsedRegexp;
  readonly none: (name: string) => string;
}

export const precheckRequiredCharacter: Codemod = createTypeAwareCodemod(
  {
    id: 'needed-character',
    title: 'Check for a required character before running a RegExp',
    // It matches wherever there is such a RegExp, so changes to the work itself are tried first.
    complexity: 'Medium',
    evidence: 'guarded',
    preconditions:
      'A function calls `replace`, `match`, `search`, `test` or `exec` on a named value. The RegExp is a literal or a module constant, and every match contains a certain character, or one of two characters. The changed code first looks for that character and, if it is absent, immediately returns the result for no match. Excluded are `test` and `exec` with the flag `g` or `y`, and a RegExp that is only a single character. Values that are not strings use the original code.',
    seenIn: ['postcss/postcss-selector-parser: src/util/unesc.js'],
  },
  (scene) => {
    if (readsLastMatch(scene) || !scene.bindings.isBuiltin('RegExp')) return [];
    return methodCalls(scene.root, 'replace', 'match', 'search', 'test', 'exec').flatMap((call) =>
      guarded(call, scene),
    );
  },
);

function guarded(call: MethodCall, scene: AnalysisContext): readonly CodemodMatch[] {
  const asked = askedBy(call, scene);
  if (asked === null || functionAround(call.call) === null) return [];
  const needed = isOneCharacter(asked.regexp) ? null : findRequiredCharacters(asked.regexp);
  if (needed === null || needed.length === 0) return [];
  const name = asked.text.text();
  if (isLookedFor(call.call, name)) return [];
  const looks = needed.map((character) => `${name}.includes(${quotedText(character)})`);
  const isString = scene.types.isString(asked.text);
  const tests = [...(isString ? [] : [`typeof ${name} !== 'string'`]), ...looks];
  const text = `(${tests.join(' || ')} ? ${call.call.text()} : ${asked.none(name)})`;
  return [createMatch(call.call, [replaceNode(call.call, text)])];
}

function askedBy({ method, receiver, given }: MethodCall, scene: AnalysisContext): Asked | null {
  const [first, second, ...more] = given;
  if (first === undefined || more.length > 0) return null;
  const isOfRegexp = method === 'test' || method === 'exec';
  const text = bare(isOfRegexp ? first : receiver);
  const of = kindOf(text) === 'identifier' ? scene.bindings.of(text) : null;
  const regexp = regexpOf(bare(isOfRegexp ? receiver : first), isOfRegexp, scene);
  if (of === null || regexp === null || regexp.flags.sticky) return null;
  if (method === 'replace') {
    const isPlain = second !== undefined && PLAIN_PUT.test(kindOf(bare(second)));
    return isPlain ? { text, regexp, none: (name) => name } : null;
  }
  if (second !== undefined || (isOfRegexp && regexp.flags.global)) return null;
  const none = { match: 'null', search: '-1', test: 'false', exec: 'null' }[method];
  return none === undefined ? null : { text, regexp, none: () => none };
}

/** Replacements that may stay unevaluated, since they are only a name, a literal or a function. */
const PLAIN_PUT = /^(?:string|identifier|arrow_function|function_expression)$/u;

function regexpOf(node: SgNode, isOfRegexp: boolean, scene: AnalysisContext): ParsedRegexp | null {
  if (kindOf(node) !== 'identifier') return parseRegexpLiteral(node);
  const of = scene.bindings.of(node);
  const value = of?.declaration.field('value');
  if (of?.kind !== 'const' || of.isPart || value == null) return null;
  const regexp = parseRegexpLiteral(bare(value)) ?? madeRegexp(bare(value), scene);
  if (regexp === null || isOfRegexp || !regexp.flags.global) return regexp;
  // `replace` resets `lastIndex`, where `exec` starts; no use may depend on that.
  return of.references.every(isGivenToText) ? regexp : null;
}

/** `new RegExp` of texts that are known. */
function madeRegexp(node: SgNode, { bindings }: AnalysisContext): ParsedRegexp | null {
  if (node.field('constructor')?.text() !== 'RegExp') return null;
  const [source, flags, ...more] = argumentsOf(node);
  const text = source === undefined ? null : constantText(source, bindings);
  const flagText = flags === undefined ? '' : constantText(flags, bindings);
  return text === null || flagText === null || more.length > 0 ? null : parseRegexp(text, flagText);
}

function isGivenToText(use: SgNode): boolean {
  const call = use.parent()?.parent();
  const method = call == null ? null : methodCallOf(call);
  const isGiven = method !== null && method.given[0]?.id() === use.id();
  return isGiven && /^(?:replace|replaceAll|match|matchAll|search|split)$/u.test(method.method);
}

/** True for single-character patterns: searching for one takes as long as the check for it. */
function isOneCharacter({ pattern: { alternatives } }: ParsedRegexp): boolean {
  return alternatives.every(({ elements: [first, ...more] }) => {
    return more.length === 0 && (first?.type === 'Character' || first?.type === 'CharacterClass');
  });
}

/** True where the code or an earlier change already searches the text first. */
function isLookedFor(call: SgNode, name: string): boolean {
  const around = functionAround(call)?.text() ?? '';
  return around.includes(`${name}.includes(`) || around.includes(`${name}.indexOf(`);
}
