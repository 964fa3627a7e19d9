import * as fs from 'node:fs';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';

/** Bytes per read: large enough that lines are cheap, small compared with any file. */
const CHUNK = 1 << 18;
/** Most characters in a line; longer input is not line-based text. */
const LONGEST_LINE = 1 << 26;

/**
 * Reads a text file of any size in parts; gzip and zstd are decompressed regardless of the file
 * name, and a `.gz` file is always treated as gzip. A byte order mark is removed.
 * @throws Error if the file does not exist, or gzip data cannot be decompressed.
 */
export async function* readTextChunks(path: string): AsyncGenerator<string> {
  const input = open(path);
  input.setEncoding('utf8');
  let isFirst = true;
  for await (const chunk of input as AsyncIterable<string>) {
    yield isFirst ? chunk.replace(/^\uFEFF/u, '') : chunk;
    isFirst = false;
  }
}

/** Reads a file as bytes, for binary content or content too large for a string. */
export async function* readByteChunks(path: string): AsyncGenerator<Uint8Array> {
  yield* open(path) as AsyncIterable<Uint8Array>;
}

function open(path: string): Readable {
  // Checked first: a stream of a missing file would fail when nobody listens to it any more.
  const packed = path.endsWith('.gz') ? 'gzip' : packingOf(path);
  const file = fs.createReadStream(path, { highWaterMark: CHUNK });
  if (packed === null) return file;
  return unpacked(
    file,
    packed === 'gzip'
      ? createGunzip({ chunkSize: CHUNK })
      : createZstdDecompress({ chunkSize: CHUNK }),
  );
}

/** Reports a file's error to its reader; `stream.compose` may lose truncation errors and hang. */
function unpacked(file: Readable, unpacking: Transform): Readable {
  return pipeline(file, unpacking, () => undefined);
}

/** Splits text chunks into lines, without line ends. @throws Error if a line is too long. */
export async function* splitLines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of text) {
    // Only the new part is searched, so that a long line is not rescanned for each of its parts.
    const [first = '', ...others] = chunk.split('\n');
    const lines = [rest + first, ...others];
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new Error('the file has a line longer than 64 MB');
    for (const line of lines) yield withoutReturn(line);
  }
  if (rest !== '') yield withoutReturn(rest);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** By its first bytes: of gzip (RFC 1952, 2.3.1), or of zstd (RFC 8878, 3.1.1). */
function packingOf(path: string): 'gzip' | 'zstd' | null {
  const descriptor = fs.openSync(path, 'r');
  try {
    const start = Buffer.alloc(4);
    fs.readSync(descriptor, start, 0, 4, 0);
    if (start.readUInt16BE() === 0x1f8b) return 'gzip';
    return start.readUInt32LE() === 0xfd2fb528 ? 'zstd' : null;
  } finally {
    fs.closeSync(descriptor);
  }
}
