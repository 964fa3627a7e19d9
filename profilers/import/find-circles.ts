/**
 * 1 for each function that may call itself through others: what is left of a graph when all that
 * nobody left in it calls is taken away, and then all that calls nobody left in it. What lies between
 * two circles is left too.
 * @param callees - Of each function those that it calls, by position.
 */
export function findCircles(callees: readonly (readonly number[])[]): Uint8Array {
  const callers: number[][] = callees.map(() => []);
  for (const [position, called] of callees.entries()) {
    for (const callee of called) callers[callee]?.push(position);
  }
  const left = new Uint8Array(callees.length).fill(1);
  takeAway(left, callers, callees);
  takeAway(left, callees, callers);
  return left;
}

/** Takes away what has nobody left before it, and all that has nobody left then. */
function takeAway(
  left: Uint8Array,
  before: readonly (readonly number[])[],
  after: readonly (readonly number[])[],
): void {
  const counts = before.map(
    (others, position) => others.filter((one) => one !== position && left[one] === 1).length,
  );
  const waiting = [...counts.keys()].filter((one) => left[one] === 1 && counts[one] === 0);
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    left[one] = 0;
    for (const other of after[one] ?? []) {
      if (other === one || left[other] === 0) continue;
      counts[other] = (counts[other] ?? 0) - 1;
      if (counts[other] === 0) waiting.push(other);
    }
  }
}
