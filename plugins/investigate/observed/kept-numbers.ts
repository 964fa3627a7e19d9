/**
 * Small whole numbers as a text that takes one or two characters for each, for tables of which there
 * are many: seven bits a byte, the lowest first, and a bit that says whether the number goes on
 * (LEB128), in base 64.
 */
const SEVEN_BITS = 128;
/** Bytes that a number takes at most: seven bits each of 53. */
const LONGEST = 8;

/** Numbers that become a text, one after the other. */
export class NumberText {
  #bytes = Buffer.alloc(1 << 10);
  #length = 0;

  /** @param number - Whole, not negative, and safe. */
  push(number: number): void {
    if (this.#length + LONGEST > this.#bytes.length)
      this.#bytes = Buffer.concat([this.#bytes], 2 * this.#bytes.length);
    let rest = number;
    for (; rest >= SEVEN_BITS; rest = Math.floor(rest / SEVEN_BITS))
      this.#append((rest % SEVEN_BITS) + SEVEN_BITS);
    this.#append(rest);
  }

  /** The text of what was pushed, which is forgotten: there is one of these for many texts. */
  take(): string {
    const text = this.#bytes.toString('base64', 0, this.#length);
    this.#length = 0;
    return text;
  }

  #append(byte: number): void {
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }
}

/** The numbers of a text. */
export function numbersOf(text: string): readonly number[] {
  const numbers: number[] = [];
  let [number, scale] = [0, 1];
  for (const byte of Buffer.from(text, 'base64')) {
    number += (byte % SEVEN_BITS) * scale;
    if (byte >= SEVEN_BITS) scale *= SEVEN_BITS;
    else {
      numbers.push(number);
      [number, scale] = [0, 1];
    }
  }
  return numbers;
}
