/** The row of no node. */
export const NO_ROW = -1;
/** A table that is so many times as long as there are ids is still smaller than a map. */
const SPARSE = 8;

/** Finds the row of an id; `NO_ROW`: there is none. V8 numbers its nodes from 1 on, without gaps. */
export function createRowFinder(ids: Int32Array): (id: number) => number {
  let highest = 0;
  let isTable = true;
  for (const id of ids) {
    if (id > highest) highest = id;
    if (id < 0) isTable = false;
  }
  if (!isTable || highest > SPARSE * ids.length + SPARSE) {
    const rows = new Map<number, number>();
    for (const [row, id] of ids.entries()) rows.set(id, row);
    return (id) => rows.get(id) ?? NO_ROW;
  }
  const rows = new Int32Array(highest + 1).fill(NO_ROW);
  for (let row = 0; row < ids.length; row += 1) rows[ids[row] ?? 0] = row;
  return (id) => rows[id] ?? NO_ROW;
}
