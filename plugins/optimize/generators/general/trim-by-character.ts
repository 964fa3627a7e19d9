import type { AST } from '@eslint-community/regexpp';
import { methodCalls, nodesOf, quotedText, stringValue } from '../../../analysis/index.ts';
import { createFunctionAdder, type FunctionAdder } from '../checked/insert-shared-declaration.ts';
import { type AnalysisContext, type Codemod, createTypeAwareCodemod } from '../codemod.ts';
import {
  annotateType,
  chooseVariableKeyword,
  createMatch,
  replaceNode,
} from '../syntax/codemod-edits.ts';
import { type ParsedRegexp, parseRegexpLiteral } from '../syntax/parse-regexp.ts';

/** Characters removed at one end, either a single one or a whole run. */
interface End {
  readonly characters: AST.Character | AST.CharacterSet | AST.CharacterClass;
  readonly isRun: boolean;
}

interface Ends {
  readonly start: End | null;
  readonly end: End;
}

export const trimWithoutRegexp: Codemod = createTypeAwareCodemod(
  {
    id: 'trim-by-character',
    title: 'Trim character by character instead of with a RegExp',
    evidence: 'guarded',
    conflictsWith: ['regexp-to-trim'],
    preconditions:
      '`replace` is called with a RegExp literal and an empty string. The RegExp matches characters of one kind at the end, or at both ends with the flag `g`, such as `/[\\s,]+$/` or `/^\\/+|\\/+$/g`. A RegExp search restarts at each run of such characters in the text. RegExps with the flag `m` or `y` are excluded; with the flag `u`, negated characters and characters beyond U+D7FF are excluded too. Values that are not strings use the original code.',
    seenIn: [
      'commonmark/commonmark.js: lib/inlines.js',
      'cliui 7.0.4, build/lib/index.js',
      'source-map-js 1.2.2, lib/util.js',
    ],
  },
  (scene) => {
    const helpers = new Map<string, FunctionAdder>();
    return methodCalls(scene.root, 'replace').flatMap(({ call, receiver, given }) => {
      const [literal, put, ...more] = given;
      if (literal === undefined || put === undefined || more.length > 0) return [];
      const regexp = stringValue(put) === '' ? parseRegexpLiteral(literal) : null;
      const ends = regexp === null ? null : endsOf(regexp);
      // An optional chain is skipped as a whole if its receiver is missing.
      const isChain = nodesOf(receiver, 'optional_chain').length > 0;
      if (regexp === null || ends === null || isChain) return [];
      const text = literal.text();
      const helper =
        helpers.get(text) ??
        createFunctionAdder(scene, 'trimmed', (name) =>
          trimFunction(name, { text, ends, flags: regexp.flags }, scene),
        );
      helpers.set(text, helper);
      if (helper.covers(call)) return [];
      const { name, edits } = helper.add();
      return [createMatch(call, [replaceNode(call, `${name}(${receiver.text()})`), ...edits])];
    });
  },
);

function endsOf({ pattern, flags }: ParsedRegexp): Ends | null {
  const { multiline, sticky, unicodeSets, unicode, ignoreCase, global } = flags;
  const [first, second, ...more] = pattern.alternatives;
  if (multiline || sticky || unicodeSets || (unicode && ignoreCase)) return null;
  if (first === undefined || more.length > 0) return null;
  const start = second === undefined ? null : endOf(first, 'start');
  const end = endOf(second ?? first, 'end');
  if (end === null || (second !== undefined && (start === null || !global))) return null;
  const isOfUnits = [start, end].every((bound) => bound === null || !unicode || isPlain(bound));
  return isOfUnits ? { start, end } : null;
}

function endOf({ elements }: AST.Alternative, kind: 'start' | 'end'): End | null {
  const [first, second, ...more] = elements;
  if (first === undefined || second === undefined || more.length > 0) return null;
  const [mark, taken] = kind === 'start' ? [first, second] : [second, first];
  if (mark.type !== 'Assertion' || mark.kind !== kind) return null;
  const inner = taken.type === 'Quantifier' ? taken.element : taken;
  if (taken.type === 'Quantifier') {
    const { min, max, greedy } = taken;
    if (!greedy || min > 1 || (max !== 1 && max !== Number.POSITIVE_INFINITY)) return null;
  }
  const isRun = taken.type === 'Quantifier' && taken.max > 1;
  if (inner.type === 'Character') return { characters: inner, isRun };
  if (inner.type === 'CharacterSet' && inner.kind !== 'any' && inner.kind !== 'property') {
    return { characters: inner, isRun };
  }
  return inner.type === 'CharacterClass' && !inner.unicodeSets
    ? { characters: inner, isRun }
    : null;
}

/** Below the halves of characters, so that units and characters are the same. */
function isPlain({ characters }: End): boolean {
  if (characters.type === 'Character') return characters.value < FIRST_HALF;
  if (characters.type === 'CharacterSet') return 'negate' in characters && !characters.negate;
  if (characters.negate) return false;
  return characters.elements.every((element) => {
    if (element.type === 'Character') return element.value < FIRST_HALF;
    if (element.type === 'CharacterClassRange') return element.max.value < FIRST_HALF;
    return element.type === 'CharacterSet' && element.kind !== 'property' && !element.negate;
  });
}

const FIRST_HALF = 0xd800;
/** Most characters listed in a test; larger sets are tested by a RegExp. */
const MOST_LISTED = 8;

/** A question about the character at a place of the text. */
function asked({ characters }: End, place: string, { ignoreCase }: AST.Flags): string {
  const listed = ignoreCase ? null : listedIn(characters);
  if (listed?.length === 1) return `text[${place}] === ${quotedText(listed)}`;
  if (listed !== null) return `${quotedText(listed)}.includes(text[${place}])`;
  return `/${characters.raw}/${ignoreCase ? 'i' : ''}.test(text[${place}])`;
}

/** Returns the characters of a set if they are few; null if they cannot be listed. */
function listedIn(characters: End['characters']): string | null {
  if (characters.type === 'Character') return String.fromCodePoint(characters.value);
  if (characters.type === 'CharacterSet' || characters.negate) return null;
  const all = characters.elements.map((element) =>
    element.type === 'Character' ? String.fromCodePoint(element.value) : null,
  );
  const known = all.filter((character) => character !== null);
  return known.length === all.length && all.length > 0 && all.length <= MOST_LISTED
    ? known.join('')
    : null;
}

function trimFunction(
  name: string,
  { text, ends, flags }: { readonly text: string; readonly ends: Ends; readonly flags: AST.Flags },
  { source }: AnalysisContext,
): string {
  const t = (annotation: string) => annotateType(source, annotation);
  const step = ({ isRun }: End) => (isRun ? 'while' : 'if');
  const variable = chooseVariableKeyword(source);
  const { start, end } = ends;
  return [
    `/** \`text.replace(${text.replaceAll('*/', '*\u2044')}, '')\`, scanning from the ends. */`,
    `function ${name}(text${t(': string')})${t(': string')} {`,
    `  if (typeof text !== 'string') return ${t('(')}text${t(' as string)')}.replace(${text}, '');`,
    start === null ? '' : `  ${variable} start = 0;`,
    `  ${variable} end = text.length;`,
    start === null
      ? ''
      : `  ${step(start)} (start < end && ${asked(start, 'start', flags)}) start += 1;`,
    `  ${step(end)} (end > ${start === null ? 0 : 'start'} && ${asked(end, 'end - 1', flags)}) end -= 1;`,
    `  return text.slice(${start === null ? 0 : 'start'}, end);`,
    '}',
  ]
    .filter((line) => line !== '')
    .join('\n');
}
