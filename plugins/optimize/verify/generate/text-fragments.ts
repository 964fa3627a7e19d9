import { sample, stringMatching } from 'fast-check';
import type { Observations } from './collect-argument-values-from-sessions.ts';
import type { SourceLiterals } from './collect-source-literals.ts';

/**
 * Texts whose length in characters, code points, code units and columns differ, and that text code
 * treats specially: combining marks, joiners, modifiers, flags, wide and right-to-left characters,
 * line ends, and escape sequences of terminals.
 */
const UNICODE = [
  'e\u0301',
  'n\u0303\u0323',
  '\u{1f469}\u200d\u{1f4bb}',
  '\u{1f44d}\u{1f3fd}',
  '\u{1f1e9}\u{1f1ea}',
  '\u2764\ufe0f',
  '\u200d',
  '\u200b',
  '\u4e2d',
  '\uac00',
  '\uff21',
  '\ufb01',
  '\u00df',
  '\u05d0',
  '\u0000',
  '\r\n',
  '\t',
  '\u2028',
  '\u001b[31m',
  '\u001b[0m',
  '\u001b[38;5;9m',
  '\u009b1m',
  '\u001b]8;;x:y\u0007',
  ' ',
  '-',
  'A',
  'z',
  '9',
] as const;

const SAMPLES_OF_PATTERN = 4;
const MOST_OBSERVED = 60;
const MOST_CHARACTERS = 60;
/** End of the characters tried on each expression: Latin letters, with those that fold to ASCII. */
const END_OF_LATIN = 0x250;

export interface TextFragments {
  /** Texts that much code treats specially. */
  readonly special: readonly string[];
  /**
   * Texts that the code itself distinguishes: its strings, matches of its expressions, its code
   * points and their neighbours; and observed texts.
   */
  readonly distinguished: readonly string[];
  /** Characters at which the expressions of the code begin or end to match. */
  readonly boundaries: readonly string[];
}

export function createTextFragments(
  { texts, patterns, codePoints }: Omit<SourceLiterals, 'distinguishesInherited'>,
  observations: Observations,
  seed: number,
): TextFragments {
  const matches = patterns.flatMap(({ source, flags }) => sampleMatches(source, flags, seed));
  const points = codePoints
    .flatMap((point) => [point - 1, point, point + 1])
    .map((point) => String.fromCodePoint(point));
  const own = new Set([...texts, ...matches, ...points, ...observedTexts(observations)]);
  const boundaries = new Set(patterns.flatMap(findBoundaries));
  return { special: UNICODE, distinguished: [...own], boundaries: [...boundaries] };
}

/** Returns texts that match an expression; none where the library does not support its syntax. */
function sampleMatches(source: string, flags: string, seed: number): readonly string[] {
  try {
    // The library does not support these flags: they say where to search, or ignore case.
    const kept = flags.replaceAll(/[dgimy]/gu, '');
    const expression = new RegExp(withListedClasses(source, kept), kept);
    const texts = sample(stringMatching(expression), { numRuns: SAMPLES_OF_PATTERN, seed }).filter(
      (text) => text.length <= MOST_CHARACTERS,
    );
    if (!flags.includes('i')) return texts;
    return texts.flatMap((text) => [text.toLowerCase(), text.toUpperCase()]);
  } catch {
    return [];
  }
}

/** Parts of an expression: escaped characters, and classes with theirs. */
const ESCAPE_OR_CLASS = /\\.|\[(?:\\.|[^\]\\])*\]/gsu;
/** Characters outside of ASCII that stand for a negated class. */
const MOST_OTHERS = 20;

/**
 * Replaces negated classes by lists of characters. The library draws printable ASCII characters
 * until one matches, and so forever where a class excludes them all.
 * @throws SyntaxError if no character known here matches a class.
 */
function withListedClasses(source: string, flags: string): string {
  return source.replaceAll(ESCAPE_OR_CLASS, (part) => {
    if (!part.startsWith('[^')) return part;
    const expression = new RegExp(part, flags);
    const codes = Array.from({ length: END_OF_LATIN }, (_, code) => code).filter((code) =>
      expression.test(String.fromCharCode(code)),
    );
    const isPrintable = (code: number): boolean => code >= 0x20 && code < 0x7f;
    const others = codes.filter((code) => !isPrintable(code)).slice(-MOST_OTHERS);
    const listed = [...codes.filter(isPrintable), ...others];
    if (listed.length === 0) throw new SyntaxError(`no character matches ${part}`);
    return `[${listed.map((code) => `\\u${code.toString(16).padStart(4, '0')}`).join('')}]`;
  });
}

/** Returns the characters on both sides of each end of a range that an expression matches. */
function findBoundaries({ source, flags }: SourceLiterals['patterns'][number]): readonly string[] {
  try {
    const expression = new RegExp(source, flags.replaceAll(/[gy]/gu, ''));
    const characters = Array.from({ length: END_OF_LATIN }, (_, code) => String.fromCharCode(code));
    const matches = characters.map((character) => expression.test(character));
    return characters.filter((_, code) =>
      [code - 1, code + 1].some((next) => (matches[next] ?? matches[code]) !== matches[code]),
    );
  } catch {
    return [];
  }
}

function observedTexts(observations: Observations): readonly string[] {
  const values = [...observations.values()].flatMap(({ samples }) =>
    samples.map(({ value }) => value),
  );
  const short = values.filter(
    (value): value is string =>
      typeof value === 'string' && value !== '' && value.length <= MOST_CHARACTERS,
  );
  return [...new Set(short)].slice(0, MOST_OBSERVED);
}
