/**
 * Use of a value at a place. `escapes`: it is passed on to a call, a field, a list or another name,
 * where it is not followed. Unknown uses count as `escapes`.
 */
export type Use = 'assigned' | 'read' | 'changed' | 'returned' | 'escapes';
