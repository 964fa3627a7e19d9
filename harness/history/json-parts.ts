/** Levels that are written piece by piece: a document, a comparison in it, its runs, their trials. */
const DEPTH = 4;

/** JSON in pieces: what holds all units' raw values is more than one string can hold. */
export function* jsonParts(value: unknown, depth = DEPTH): Generator<string> {
  if (depth === 0 || typeof value !== 'object' || value === null) {
    yield JSON.stringify(value) ?? 'null';
    return;
  }
  const isArray = Array.isArray(value);
  let opening = isArray ? '[' : '{';
  for (const [key, one] of Object.entries(value)) {
    if (one === undefined && !isArray) continue;
    yield isArray ? opening : `${opening}${JSON.stringify(key)}:`;
    yield* jsonParts(one, depth - 1);
    opening = ',';
  }
  const close = isArray ? ']' : '}';
  yield opening === ',' ? close : `${opening}${close}`;
}
