import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
  readByteChunks,
  readTextChunks,
  splitLines,
} from '../../../harness/host/read-file-in-chunks.ts';

function file(bytes: string | Uint8Array): string {
  const path = join(mkdtempSync(join(tmpdir(), 'perf-harness-text-')), 'file');
  writeFileSync(path, bytes);
  return path;
}

async function all(parts: AsyncIterable<string>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const part of parts) found.push(part);
  return found;
}

const LINES = Array.from(
  { length: 12_000 },
  (_, index) => `line ${index} – ${'ä'.repeat(index % 17)}`,
);

test.each([
  ['plain', LINES.join('\n')],
  ['with a last line end', `${LINES.join('\n')}\n`],
  ['with the line ends of Windows', LINES.join('\r\n')],
  ['packed', gzipSync(LINES.join('\n'))],
  [
    'packed in two parts',
    Buffer.concat([
      gzipSync(`${LINES.slice(0, 9).join('\n')}\n`),
      gzipSync(LINES.slice(9).join('\n')),
    ]),
  ],
  ['with a mark of its order of bytes', `\uFEFF${LINES.join('\n')}`],
])('reads the lines of a file %s whole, as written', async (_how, bytes) => {
  expect(await all(splitLines(readTextChunks(file(bytes))))).toEqual(LINES);
});

test('returns no lines for an empty file, and an empty line as a line', async () => {
  expect(await all(splitLines(readTextChunks(file(''))))).toEqual([]);
  expect(await all(splitLines(readTextChunks(file('\n\na'))))).toEqual(['', '', 'a']);
});

test('reports truncated gzip', async () => {
  const packed = gzipSync(LINES.join('\n'));
  await expect(all(readTextChunks(file(packed.subarray(0, 1_000))))).rejects.toMatchObject({
    code: 'Z_BUF_ERROR',
  });
});

test('reports truncated gzip wherever it was cut, each time', async () => {
  const packed = gzipSync(LINES.join('\n'));
  // With stream.compose, one loss in six was missed, and some reads waited forever.
  for (let share = 0.01; share < 1; share += 0.04) {
    const cut = file(packed.subarray(0, Math.floor(packed.length * share)));
    await expect(all(readTextChunks(cut))).rejects.toMatchObject({ code: 'Z_BUF_ERROR' });
  }
});

test('ignores truncated gzip when only the beginning is read', async () => {
  const packed = gzipSync(LINES.join('\n'));
  for (let count = 0; count < 20; count += 1) {
    for await (const part of readTextChunks(file(packed.subarray(0, packed.length - 9)))) {
      expect(part).toMatch(/^line 0/);
      break;
    }
  }
  // An unhandled error would end the process: vitest reports it.
  await new Promise((resolve) => setTimeout(resolve, 50));
});

test('rejects a line that never ends before it fills memory', async () => {
  async function* endless(): AsyncGenerator<string> {
    for (;;) yield 'x'.repeat(1 << 20);
  }
  await expect(all(splitLines(endless()))).rejects.toThrow('longer than 64 MB');
});

test.each([
  ['plain', (bytes: Uint8Array) => bytes],
  ['packed', (bytes: Uint8Array) => gzipSync(bytes)],
])('reads the bytes of a file %s as written', async (_how, pack) => {
  const bytes = Buffer.from(Array.from({ length: 700_000 }, (_, index) => (index * 7_919) % 256));
  const found: Uint8Array[] = [];
  for await (const part of readByteChunks(file(pack(bytes)))) found.push(part);
  expect(Buffer.concat(found).equals(bytes)).toBe(true);
});

test('rejects the bytes of a compressed file that is truncated', async () => {
  const whole = gzipSync(Buffer.from(Array.from({ length: 90_000 }, (_, index) => index % 251)));
  const reading = async () => {
    for await (const part of readByteChunks(file(whole.subarray(0, whole.length / 2)))) void part;
  };
  await expect(reading()).rejects.toThrow();
});
