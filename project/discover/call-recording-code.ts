/** Number of calls recorded in one process, the first of them: a loop may make millions. */
const MOST_CALLS = 1_000;
/** Characters of arguments that a scenario can sensibly hold. */
const MOST_CHARACTERS = 1_000_000;

/** A line of what was recorded, as JSON. */
export type RecordedCall =
  | { readonly given: readonly unknown[] }
  /** Position of an argument that JSON cannot hold, from 0, and what it is. */
  | { readonly lost: number; readonly kind: string }
  | { readonly characters: number };

/**
 * An expression that appends what a function was called with to a file, as a line of JSON. It needs
 * nothing of the file that it stands in, so that it goes through whatever the tests are built with,
 * and never throws.
 * @param given - What gives the arguments as a list, at that place.
 * @param file - Absolute.
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
    // A call with nothing at its end is one without.
    'while (all.length > 0 && all[all.length - 1] === undefined) all.pop();',
    `const isKept = (one${any}) => { try { return util.isDeepStrictEqual(JSON.parse(JSON.stringify(one)), one); } catch { return false; } };`,
    `const lost = all.findIndex((one${any}) => !isKept(one)), text = JSON.stringify({ given: all });`,
    `const kind = lost < 0 ? '' : typeof all[lost] === 'object' ? 'an object of ' + all[lost]?.constructor?.name : 'a value of type ' + typeof all[lost];`,
    `fs.appendFileSync(${JSON.stringify(file)}, (lost >= 0 ? JSON.stringify({ lost, kind }) : text.length > ${MOST_CHARACTERS} ? JSON.stringify({ characters: text.length }) : text) + '\\n');`,
    `} catch {} })(${given})`,
  ].join(' ');
}
