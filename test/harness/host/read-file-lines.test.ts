import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { files } from '../../../harness/host/file-operations.ts';

const folder = mkdtempSync(join(tmpdir(), 'perf-harness-lines-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function linesOf(name: string, content: string | Buffer): Promise<readonly string[]> {
  const path = join(folder, name);
  writeFileSync(path, content);
  const lines: string[] = [];
  for await (const line of files.readLines(path)) lines.push(line);
  return lines;
}

describe('lines of a file', () => {
  test.each([
    ['', []],
    ['one', ['one']],
    ['one\n', ['one']],
    ['one\n\ntwo', ['one', '', 'two']],
    ['one\r\ntwo\r\n', ['one', 'two']],
    ['\n', ['']],
  ])('of %j are %j', async (content, lines) => {
    expect(await linesOf('small.txt', content)).toEqual(lines);
  });

  test('are whole wherever the pieces end that are read', async () => {
    // More than two chunks of a mebibyte, with three-byte characters and one line longer than a
    // chunk.
    const lines = [
      '€'.repeat(700_000),
      ...Array.from({ length: 9_000 }, (_, at) => `€ ${at} ${'x'.repeat(90)}`),
    ];
    expect(await linesOf('large.txt', lines.join('\n'))).toEqual(lines);
  });

  test('are decompressed when the name says that they are compressed', async () => {
    expect(await linesOf('packed.json.gz', gzipSync('one\ntwo\n'))).toEqual(['one', 'two']);
    await expect(linesOf('not.json.gz', 'one\n')).rejects.toThrow('incorrect header check');
  });

  test('are rejected when there is no file', async () => {
    const read = async () => {
      for await (const line of files.readLines(join(folder, 'gone'))) throw new Error(line);
    };
    await expect(read()).rejects.toThrow('ENOENT');
  });
});
