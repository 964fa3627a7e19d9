/** Number of calls recorded in one process, the first of them: a loop may make millions. */
const MOST_CALLS = 1_000;
/** Maximum number of characters of arguments in a scenario. */
const MOST_CHARACTERS = 1_000_000;

/** Recorded line, as JSON. */
export type RecordedCall =
  | { readonly given: readonly unknown[] }
  /** Position, from 0, of an argument that JSON cannot represent, and its type. */
  | { readonly lost: number; readonly kind: string }
  | { readonly characters: number };

/**
 * Returns an expression that appends the arguments of a function call to a file, as a line of JSON.
 * It depends on nothing in the surrounding file, so it works with any build of the tests, and never
 * throws.
 * @param given - Expression that yields the arguments as a list, at that location.
 * @param file - Absolute path.
 */
export function generateRecordingExpression(
  given: string,
  file: string,
  isTypeScript: boolean,
): string {
  const any = isTypeScript ? ': any' : '';
  const scope = isTypeScript ? '(globalThis as any)' : 'globalThis';
  const node = isTypeScript ? `${scope}.process` : 'process';
  return [
    `((all${any}) => { try {`,
    `if ((${scope}.perfHarnessCalls = (${scope}.perfHarnessCalls ?? 0) + 1) > ${MOST_CALLS}) return;`,
    `const fs = ${node}.getBuiltinModule('node:fs'), util = ${node}.getBuiltinModule('node:util');`,
    // Trailing undefined arguments are equivalent to none.
    'while (all.length > 0 && all[all.length - 1] === undefined) all.pop();',
    `const isKept = (one${any}) => { try { return util.isDeepStrictEqual(JSON.parse(JSON.stringify(one)), one); } catch { return false; } };`,
    `const lost = all.findIndex((one${any}) => !isKept(one)), text = JSON.stringify({ given: all });`,
    `const kind = lost < 0 ? '' : typeof all[lost] === 'object' ? 'an object of ' + all[lost]?.constructor?.name : 'a value of type ' + typeof all[lost];`,
    `fs.appendFileSync(${JSON.stringify(file)}, (lost >= 0 ? JSON.stringify({ lost, kind }) : text.length > ${MOST_CHARACTERS} ? JSON.stringify({ characters: text.length }) : text) + '\\n');`,
    `} catch {} })(${given})`,
  ].join(' ');
}
