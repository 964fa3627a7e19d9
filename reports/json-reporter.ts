import { type Reporter, unwrapDocument } from './reporter.ts';

/** Depth down to which members are separate parts: to the members of `comparison.runs`. */
const DEPTH = 3;

/** Reporter for the document itself, the contract for programs. */
export const jsonReporter: Reporter = {
  id: 'json',
  render: (shown) => [...textParts(unwrapDocument(shown))].join(''),
  parts: (shown) => textParts(unwrapDocument(shown)),
};

function* textParts(document: object): Generator<string> {
  yield* partsOf(document, DEPTH, '\n');
  yield '\n';
}

/**
 * Yields the text of `JSON.stringify(value, null, 2)` in parts: a thousand scenarios with all their
 * pairs exceed the maximum length of a string.
 * @param newline - Line break with the indentation of the value's lines.
 */
function* partsOf(value: unknown, depth: number, newline: string): Generator<string> {
  if (depth === 0 || typeof value !== 'object' || value === null) {
    // Strings contain no literal line breaks, since JSON escapes them.
    yield (JSON.stringify(value, null, 2) ?? 'null').replaceAll('\n', newline);
    return;
  }
  const isList = Array.isArray(value);
  const members = isList
    ? value.map((member) => ['', member] as const)
    : Object.entries(value).flatMap(([key, member]) =>
        member === undefined ? [] : [[`${JSON.stringify(key)}: `, member] as const],
      );
  const inner = `${newline}  `;
  let opening = isList ? '[' : '{';
  for (const [name, member] of members) {
    yield `${opening}${inner}${name}`;
    yield* partsOf(member, depth - 1, inner);
    opening = ',';
  }
  const closing = isList ? ']' : '}';
  yield members.length === 0 ? `${opening}${closing}` : `${newline}${closing}`;
}
