import type { SgNode } from '@ast-grep/napi';
import { type AST, RegExpParser } from '@eslint-community/regexpp';
import { kindOf } from '../../../analysis/index.ts';

/** RegExp with a known source. */
export interface ParsedRegexp {
  readonly flags: AST.Flags;
  readonly pattern: AST.Pattern;
}

const parser = new RegExpParser({ ecmaVersion: 2025 });

/** Parses a RegExp; null if its syntax is invalid or unsupported. */
export function parseRegexp(source: string, flagText: string): ParsedRegexp | null {
  try {
    const flags = parser.parseFlags(flagText);
    const pattern = parser.parsePattern(source, 0, source.length, {
      unicode: flags.unicode,
      unicodeSets: flags.unicodeSets,
    });
    return { flags, pattern };
  } catch {
    return null;
  }
}

/** Parses a RegExp literal; null for other nodes. */
export function parseRegexpLiteral(node: SgNode): ParsedRegexp | null {
  if (kindOf(node) !== 'regex') return null;
  return parseRegexp(node.field('pattern')?.text() ?? '', node.field('flags')?.text() ?? '');
}

/** Returns the smallest known character set with one in every match, at least; null if none. */
export function findRequiredCharacters({ pattern, flags }: ParsedRegexp): readonly string[] | null {
  return ofAny(pattern.alternatives, flags.ignoreCase);
}

/** Maximum number of characters to search for; more take as long as the RegExp itself. */
const MOST_NEEDED = 2;

function ofAny(alternatives: readonly AST.Alternative[], ignoreCase: boolean): Needed {
  const all = alternatives.map(({ elements }) => rarest(elements, ignoreCase));
  const known = [...new Set(all.flatMap((requiredTexts) => requiredTexts ?? []))];
  return all.includes(null) || known.length > MOST_NEEDED ? null : known;
}

type Needed = readonly string[] | null;

/** Returns the required characters of a sequence that are least likely to occur in a text. */
function rarest(elements: readonly AST.Element[], ignoreCase: boolean): Needed {
  const found = elements
    .map((element) => ofElement(element, ignoreCase))
    .filter((requiredTexts) => requiredTexts !== null);
  const common = (texts: readonly string[]) =>
    texts.length + texts.filter((each) => /[\w\s]/u.test(each)).length;
  return found.toSorted((requiredTexts, other) => common(requiredTexts) - common(other))[0] ?? null;
}

function ofElement(element: AST.Element, ignoreCase: boolean): Needed {
  switch (element.type) {
    case 'Quantifier':
      return element.min > 0 ? ofElement(element.element, ignoreCase) : null;
    case 'Group':
      return element.modifiers === null ? ofAny(element.alternatives, ignoreCase) : null;
    case 'CapturingGroup':
      return ofAny(element.alternatives, ignoreCase);
    case 'Assertion':
      return 'alternatives' in element && !element.negate
        ? ofAny(element.alternatives, ignoreCase)
        : null;
    case 'Character':
      return ofCharacter(element, ignoreCase);
    case 'CharacterClass':
      return element.negate || element.unicodeSets ? null : ofClass(element, ignoreCase);
    default:
      return null;
  }
}

function ofClass({ elements }: AST.CharacterClass, ignoreCase: boolean): Needed {
  const all = elements.map((element) =>
    element.type === 'Character' ? ofCharacter(element, ignoreCase) : null,
  );
  const known = all.flatMap((requiredTexts) => requiredTexts ?? []);
  return all.includes(null) || known.length === 0 || known.length > MOST_NEEDED ? null : known;
}

/** Returns a character, unless half a surrogate pair or, ignoring case, also other letters. */
function ofCharacter({ value }: AST.Character, ignoreCase: boolean): Needed {
  const text = String.fromCodePoint(value);
  const isCased = text.toLowerCase() !== text.toUpperCase();
  return /\p{Cs}/u.test(text) || (ignoreCase && isCased) ? null : [text];
}
