/** Characters that are written at once: a call for each piece would take longer than the piece. */
const PART = 1 << 16;

/** Many pieces of a text in one part. */
export function* inParts(pieces: Iterable<string>): Generator<string> {
  let part = '';
  for (const piece of pieces) {
    part += piece;
    if (part.length < PART) continue;
    yield part;
    part = '';
  }
  yield part;
}

/** Items of a JSON list with commas between them, many in one part. */
export function listInParts(items: Iterable<string>): Generator<string> {
  return inParts(withCommas(items));
}

function* withCommas(items: Iterable<string>): Generator<string> {
  let isFirst = true;
  for (const item of items) {
    yield isFirst ? item : `,${item}`;
    isFirst = false;
  }
}
