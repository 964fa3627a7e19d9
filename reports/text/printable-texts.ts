import { printable } from './printable.ts';

/** The same value with every text in it printable; undefined values are left out. */
export function printableTexts<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'string' ? printable(part) : part,
  );
}
