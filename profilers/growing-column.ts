const FIRST_ROOM = 1_024;

/** Numbers that come one by one, at the room of a typed array. */
export interface GrowingColumn<A extends Int32Array | Float64Array> {
  readonly add: (value: number) => void;
  readonly count: () => number;
  /** All of them; a view that is good until the next is added. */
  readonly values: () => A;
}

/** Whole numbers of 32 bits with a sign. */
export function growingIntegers(): GrowingColumn<Int32Array> {
  return growing((room) => new Int32Array(room));
}

export function growingNumbers(): GrowingColumn<Float64Array> {
  return growing((room) => new Float64Array(room));
}

function growing<A extends Int32Array | Float64Array>(make: (room: number) => A): GrowingColumn<A> {
  let items = make(FIRST_ROOM);
  let count = 0;
  return {
    add: (value) => {
      if (count === items.length) {
        const grown = make(2 * count);
        grown.set(items);
        items = grown;
      }
      items[count] = value;
      count += 1;
    },
    count: () => count,
    values: () => items.subarray(0, count) as A,
  };
}
