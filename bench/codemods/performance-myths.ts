import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/**
 * A change that is often recommended, quoted as advice, in both forms on the same work. Such
 * changes are not codemods, since they are not faster or not equivalent; the bench measures the
 * difference.
 */
export interface PerformanceMyth {
  readonly advice: string;
  readonly before: () => unknown;
  readonly after: () => unknown;
}

const texts = Array.from({ length: 500 }, (_, index) => `text ${index}`);
const numbers = Array.from({ length: 1_000 }, (_, index) => index);
const record = Object.fromEntries(texts.map((text, index) => [text, index]));
const nested = { list: numbers.slice(0, 200), text: 'a', inner: { a: 1, b: [1, 2, { c: 'd' }] } };
const words = new Set(texts);

export const PERFORMANCE_MYTHS: Readonly<Record<string, PerformanceMyth>> = {
  'one-text-encoder': {
    advice: 'Make a `TextEncoder` once instead of one for each text',
    before: () => {
      let bytes = 0;
      for (const text of texts) bytes += new TextEncoder().encode(text).length;
      return bytes;
    },
    after: () => {
      let bytes = 0;
      for (const text of texts) bytes += ENCODER.encode(text).length;
      return bytes;
    },
  },
  'async-file-reads': {
    advice:
      'Read files that the system has in memory with `await readFile` instead of `readFileSync`: time on the calling thread',
    before: async () => {
      const read = texts.map(() => readFileSync(import.meta.filename, 'utf8'));
      return read.length;
    },
    after: async () => {
      const read = texts.map(() => readFile(import.meta.filename, 'utf8'));
      return (await Promise.all(read)).length;
    },
  },
  'cached-length': {
    advice: 'Keep `list.length` in a variable in front of a loop',
    before: () => {
      let sum = 0;
      for (let index = 0; index < numbers.length; index += 1) sum += numbers[index] ?? 0;
      return sum;
    },
    after: () => {
      let sum = 0;
      const { length } = numbers;
      for (let index = 0; index < length; index += 1) sum += numbers[index] ?? 0;
      return sum;
    },
  },
  'join-instead-of-plus': {
    advice: 'Collect parts in a list and `join` them instead of `+=`',
    before: () => {
      let whole = '';
      for (const text of texts) whole += text;
      return whole.charCodeAt(whole.length >> 1);
    },
    after: () => {
      const parts: string[] = [];
      for (const text of texts) parts.push(text);
      const whole = parts.join('');
      return whole.charCodeAt(whole.length >> 1);
    },
  },
  'structured-clone': {
    advice: '`structuredClone` instead of `JSON.parse(JSON.stringify(…))`',
    before: () => JSON.parse(JSON.stringify(nested)),
    after: () => structuredClone(nested),
  },
  'keys-instead-of-for-in': {
    advice: '`Object.keys` instead of `for…in` with `Object.hasOwn`',
    before: () => {
      let sum = 0;
      for (const key in record) if (Object.hasOwn(record, key)) sum += record[key] ?? 0;
      return sum;
    },
    after: () => {
      let sum = 0;
      for (const key of Object.keys(record)) sum += record[key] ?? 0;
      return sum;
    },
  },
  'for-in-for-emptiness': {
    advice: '`for…in` that returns at once instead of `Object.keys(x).length === 0`',
    before: () => Object.keys(record).length === 0,
    after: () => {
      for (const key in record) if (Object.hasOwn(record, key)) return false;
      return true;
    },
  },
  'try-outside-of-loop': {
    advice: 'Move `try` out of a loop',
    before: () => {
      let sum = 0;
      for (const number of numbers) {
        try {
          sum += number;
        } catch {
          sum = -1;
        }
      }
      return sum;
    },
    after: () => {
      let sum = 0;
      try {
        for (const number of numbers) sum += number;
      } catch {
        sum = -1;
      }
      return sum;
    },
  },
  'array-from-with-mapper': {
    advice: '`Array.from(set, f)` instead of `Array.from(set).map(f)`',
    before: () => Array.from(words).map((word) => word.length),
    after: () => Array.from(words, (word) => word.length),
  },
  'hoist-regexp-literal': {
    advice: 'Move the literal of a RegExp out of a function',
    before: () => {
      let count = 0;
      for (const text of texts) if (/\d{2}$/u.test(text)) count += 1;
      return count;
    },
    after: () => {
      let count = 0;
      for (const text of texts) if (DIGITS.test(text)) count += 1;
      return count;
    },
  },
  'undefined-instead-of-delete': {
    advice:
      'Set a property to `undefined` instead of deleting it (which `in` and `Object.keys` see)',
    before: () => {
      const sample: Record<string, unknown> = { a: 1, b: 2, c: 3 };
      delete sample.b;
      return sample;
    },
    after: () => {
      const sample: Record<string, unknown> = { a: 1, b: 2, c: 3 };
      sample.b = undefined;
      return sample;
    },
  },
};

const DIGITS = /\d{2}$/u;
const ENCODER = new TextEncoder();
