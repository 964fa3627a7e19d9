import * as fs from 'node:fs';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';

/** Bytes per read: large enough that lines are cheap, small compared with any file. */
const CHUNK = 1 << 18;
/** Characters of a line at the most; what is longer is no text made of lines. */
const LONGEST_LINE = 1 << 26;

/**
 * The text of a file however large, in parts; gzip and zstd are unpacked, whatever the file is called,
 * and what is called `.gz` is taken for gzip. A mark of the order of bytes is left out.
 * @throws Error where there is no such file, or what looks like gzip cannot be unpacked.
 */
export async function* readTextParts(path: string): AsyncGenerator<string> {
  const input = open(path);
  input.setEncoding('utf8');
  let isFirst = true;
  for await (const chunk of input as AsyncIterable<string>) {
    yield isFirst ? chunk.replace(/^\uFEFF/u, '') : chunk;
    isFirst = false;
  }
}

/** The same as its bytes, for what is no text or too large to become one. */
export async function* readByteParts(path: string): AsyncGenerator<Uint8Array> {
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

/**
 * A file's error shows where it is read: `stream.compose` sometimes loses that of a torn file and
 * waits for ever.
 */
function unpacked(file: Readable, unpacking: Transform): Readable {
  return pipeline(file, unpacking, () => undefined);
}

/** Lines of a text that comes in parts, without their ends. @throws Error for one that never ends. */
export async function* splitLines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of text) {
    // Only the new part is searched, so that a long line is not searched once for each part of it.
    const [first = '', ...others] = chunk.split('\n');
    const lines = [rest + first, ...others];
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new Error('it has a line that is longer than 64 MB');
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
