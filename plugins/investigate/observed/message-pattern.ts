import { harmless } from '../read/harmless.ts';
import { withoutSecrets } from '../read/without-secrets.ts';

/** Characters of a pattern. */
const LONGEST = 160;
/** Characters of a message that are looked at: enough for a pattern, whatever its values take. */
const LOOKED_AT = 2_000;

/** What tells one message from another of its sort; the order counts. */
const VALUES: readonly (readonly [form: RegExp, instead: string])[] = [
  [/"(?:[^"\\]|\\.)*"|`[^`]*`|(?<!\w)'(?:[^'\\]|\\.)*'(?!\w)/gu, '?'],
  [/\b[^\s@()=<>]+@[^\s@()=<>]+\.[a-z]+\b/giu, '?'],
  [/\?[\w%.~-]+=[^\s)]*/gu, '?'],
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/giu, '?'],
  // Long words with digits and letters: hashes, tokens, keys.
  [/(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{16,}/giu, '?'],
  [/\b0x[\da-f]+\b/giu, '?'],
  [/(?<![\da-z_])\d+(?:[.:,]\d+)*/giu, '?'],
];

/**
 * What error messages of one sort have in common: the first line, with numbers, quoted words, addresses
 * and whatever looks like a secret as `?`.
 */
export function messagePattern(message: string): string {
  const [first = ''] = message
    .trimStart()
    .slice(0, LOOKED_AT)
    .split(/[\r\n]/u, 1);
  let pattern = withoutSecrets(first);
  for (const [form, instead] of VALUES) pattern = pattern.replace(form, instead);
  const text = harmless(pattern.replace(/\s+/gu, ' ').trim(), LONGEST);
  return text === '' ? '(no message)' : text;
}
