/** Sums of calls by their end, in the measured process; a long run gets wider slots, not more. */

/** Width of the first slots, milliseconds. */
const FIRST_WIDTH_MS = 50;
/** Limit of slots, at which each two become one: resolution is 1/128 of the run at worst. */
const MOST_SLOTS = 256;

/** Sums recorded for the calls of one function. */
export const CALL_FIELDS = ['calls', 'totalMs', 'selfMs', 'network', 'database'] as const;
export type CallField = (typeof CALL_FIELDS)[number];

/** `[slot, function, calls, totalMs, selfMs, network, database]`. */
export type SlotRow = readonly number[];

export type CallTimeSlots = ReturnType<typeof createCallTimeSlots>;

/** @param startMs - By the clock that `nowMs` is of. */
export function createCallTimeSlots(functions: number, startMs: number) {
  let widthMs = FIRST_WIDTH_MS;
  let slots: (Float64Array | undefined)[] = [];
  const size = functions * CALL_FIELDS.length;

  const widen = (): void => {
    const wider: (Float64Array | undefined)[] = [];
    for (const [index, slot] of slots.entries()) {
      if (slot === undefined) continue;
      const into = wider[index >> 1] ?? new Float64Array(size);
      wider[index >> 1] = into;
      for (let at = 0; at < size; at += 1) into[at] = (into[at] ?? 0) + (slot[at] ?? 0);
    }
    slots = wider;
    widthMs *= 2;
  };

  return {
    add: (of: number, field: CallField, amount: number, nowMs: number): void => {
      let index = Math.max(0, Math.floor((nowMs - startMs) / widthMs));
      while (index >= MOST_SLOTS) {
        widen();
        index = Math.max(0, Math.floor((nowMs - startMs) / widthMs));
      }
      const slot = slots[index] ?? new Float64Array(size);
      slots[index] = slot;
      const at = of * CALL_FIELDS.length + CALL_FIELDS.indexOf(field);
      slot[at] = (slot[at] ?? 0) + amount;
    },
    written: (): {
      readonly widthMs: number;
      readonly startMs: number;
      readonly rows: readonly SlotRow[];
    } => ({
      widthMs,
      startMs,
      rows: slots.flatMap((slot, index) => rowsOf(slot, index, functions)),
    }),
  };
}

function rowsOf(
  slot: Float64Array | undefined,
  index: number,
  functions: number,
): readonly SlotRow[] {
  if (slot === undefined) return [];
  return Array.from({ length: functions }, (_, of) => [
    index,
    of,
    ...slot.subarray(of * CALL_FIELDS.length, (of + 1) * CALL_FIELDS.length),
  ]).filter(([, , ...amounts]) => amounts.some((amount) => amount !== 0));
}
