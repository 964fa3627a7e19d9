import { RECORDER_SYMBOL } from './call-recorder-global-symbol.ts';

/** Place of a function's body; as `FunctionBodyPlace` of the static engine. */
export interface FunctionBodyPosition {
  readonly start: number;
  readonly end: number;
  readonly isExpression: boolean;
  readonly isAsync: boolean;
}

/** Text that is put into a file; it has no line breaks, so that no line moves. */
export interface Insertion {
  /** Offset in UTF-16 units. */
  readonly at: number;
  readonly text: string;
}

/**
 * Creates insertions that run a function's body through the recorder, in an arrow function, which
 * preserves `this`, `arguments` and `super`.
 */
export function createInsertions(
  place: FunctionBodyPosition,
  index: number,
  isTypeScript: boolean,
): readonly Insertion[] {
  const [scope, plain] = isTypeScript
    ? ['(globalThis as any)', '(_of: number, work: any) => work()']
    : ['globalThis', '(_of, work) => work()'];
  const head = place.isAsync ? 'async () =>' : '() =>';
  const call = `(${scope}[Symbol.for('${RECORDER_SYMBOL}')] ?? (${plain}))(${index}, ${head} `;
  return place.isExpression
    ? [
        { at: place.start, text: `${call}(` },
        { at: place.end, text: '))' },
      ]
    : [
        // A preceding directive may lack its semicolon.
        { at: place.start, text: `; return ${call}{` },
        { at: place.end, text: '});' },
      ];
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

/** True if a file may contain types, by its name. */
export function mayContainTypes(file: string): boolean {
  return /\.[mc]?tsx?$/.test(file);
}
