/**
 * Use of a value where it stands. `escapes`: it goes where nobody follows it, to a call, a field, a
 * list or another name. Whoever cannot tell says `escapes`.
 */
export type Use = 'assigned' | 'read' | 'changed' | 'returned' | 'escapes';
