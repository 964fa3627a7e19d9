import { labelOf, OUTSIDE_CALLS_SYMBOL } from '../calls/outside-call.ts';
import { type Insertion, RECORDER_SYMBOL } from './instrumentation-plan.ts';

export interface FunctionBodyPosition {
  readonly start: number;
  readonly end: number;
  readonly isExpression: boolean;
  readonly isAsync: boolean;
}

export interface FunctionPosition extends FunctionBodyPosition {
  readonly isConstructor: boolean;
  readonly isMethod: boolean;
  readonly hasOwnThis: boolean;
  /** Expression that yields the arguments in the body; null: an arrow function without any. */
  readonly givenList: string | null;
  readonly whole: { readonly start: number; readonly end: number };
}

/** Parameter around an arrow function whose own parameters are destructured. */
const GIVEN = 'perfHarnessGiven';

/**
 * Creates insertions that run a function's body through the recorder, in an arrow function, which
 * preserves `this`, `arguments` and `super`.
 */
export function createInsertions(
  place: FunctionBodyPosition,
  index: number,
  isTypeScript: boolean,
): readonly Insertion[] {
  const recorder = `${globalScope(isTypeScript)}[Symbol.for('${RECORDER_SYMBOL}')]`;
  return runBody(place, `(${recorder} ?? (${plainRun(isTypeScript)}))(${index}, `, '');
}

/**
 * Creates insertions that pass the arguments too, and find the recorder in contexts with globals
 * of their own, which Jest creates. The text of the function contains its label. The recorder may
 * read `this` where its type is known, for compilers that check types.
 */
export function createArgumentInsertions(
  place: FunctionPosition,
  index: number,
  isTypeScript: boolean,
): readonly Insertion[] {
  // Old parsers of linters and bundlers reject `?.` and `??`.
  const process = `${globalScope(isTypeScript)}.process`;
  const builtIn = `${process} && ${process}.getBuiltinModule && ${process}.getBuiltinModule('node:module')`;
  const recorder = `(${builtIn} || {})[Symbol.for('${OUTSIDE_CALLS_SYMBOL}')]`;
  const label = labelOf(index, place.isConstructor ? 'construct' : 'call');
  const call = `(${recorder} || (${plainRun(isTypeScript)}))('${label}', `;
  const hasThis = place.hasOwnThis && (place.isMethod || !isTypeScript);
  const receiver = hasThis ? ', () => this' : '';
  if (place.givenList !== null) return runBody(place, call, `, ${place.givenList}${receiver}`);
  const { start, end } = place.whole;
  const list = isTypeScript ? `${GIVEN}: any[]` : GIVEN;
  return [
    { at: start, text: `(...${list}) => ${call}() => (` },
    { at: end, text: `)(...${GIVEN}), ${GIVEN})` },
  ];
}

function globalScope(isTypeScript: boolean): string {
  return isTypeScript ? '(globalThis as any)' : 'globalThis';
}

/** Function in place of a recorder that is not loaded. */
function plainRun(isTypeScript: boolean): string {
  return isTypeScript ? '(_of: any, work: any) => work()' : '(_of, work) => work()';
}

/** @param call - Its beginning, until the body. @param rest - Its further arguments. */
function runBody(place: FunctionBodyPosition, call: string, rest: string): readonly Insertion[] {
  const head = place.isAsync ? 'async () =>' : '() =>';
  const [begin, end] = place.isExpression
    ? [`${call}${head} (`, `)${rest})`]
    : // A preceding directive may lack its semicolon.
      [`; return ${call}${head} {`, `}${rest});`];
  // An empty body has one place.
  return place.start === place.end
    ? [{ at: place.start, text: begin + end }]
    : [
        { at: place.start, text: begin },
        { at: place.end, text: end },
      ];
}

/**
 * Orders insertions for `applyInsertions` if their texts differ: where two functions end at one
 * place, the inner ends first. @param functions - Insertions of each, in the order of their starts.
 */
export function orderInsertions(
  functions: readonly (readonly Insertion[])[],
): readonly Insertion[] {
  const ends = functions.toReversed().flatMap(([, ...rest]) => rest);
  return [...ends, ...functions.flatMap(([begin]) => begin ?? [])];
}

/** Returns the text with all insertions, those of inner functions inside those of outer. */
export function applyInsertions(text: string, insertions: readonly Insertion[]): string {
  // Insertions of two bodies that end at one place are equal; an empty body begins first.
  const sorted = insertions.toSorted((a, b) => a.at - b.at);
  let edited = '';
  let from = 0;
  for (const { at, text: put } of sorted) {
    edited += text.slice(from, at) + put;
    from = at;
  }
  return edited + text.slice(from);
}

/**
 * Returns the text of an instrumented file such that compilers report no types in it: the calls of
 * the recorder have no exact ones. In TypeScript, each line moves by one.
 */
export function withoutTypeChecks(file: string, text: string): string {
  return mayContainTypes(file) && !text.startsWith('#!') ? `// @ts-nocheck\n${text}` : text;
}

export function mayContainTypes(file: string): boolean {
  return /\.[mc]?tsx?$/.test(file);
}
