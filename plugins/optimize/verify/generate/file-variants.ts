import type { FileInput, Session } from '../recorded-call-session.ts';

/** Default size of a chunk of a file stream. */
const CHUNK_BYTES = 64 * 1024;
/** More than three chunks, so that code which handles the first, or one boundary, is not enough. */
const LONG_BYTES = 3 * CHUNK_BYTES + 1_000;
/** Takes several bytes, so that a boundary of chunks can lie within it. */
const WIDE_CHARACTER = Buffer.from('\u20ac');

/** Makes a variant of a recorded content, by the suffix of the name of the staged file. */
const VARIANTS: Readonly<Record<string, (content: Buffer) => Buffer>> = {
  '-empty': () => Buffer.alloc(0),
  '-half': (content) => content.subarray(0, content.length >> 1),
  '-other-end': withOtherEnd,
  '-twice': (content) => Buffer.concat([content, content]),
  '-long': long,
  '-long-wide': longWide,
  '-windows': (content) =>
    Buffer.from(`\ufeff${content.toString('latin1').replace(/\r?\n/gu, '\r\n')}`, 'utf8'),
  '-invalid': (content) => Buffer.concat([content, Buffer.from([0xff, 0xc3])]),
};

/** Suffixes of the names of staged files. */
export const VARIANT_NAMES: readonly string[] = Object.keys(VARIANTS);

export function createVariant(content: Buffer, name: string): Buffer {
  return VARIANTS[name]?.(content) ?? content;
}

/** Changes the last byte that is no white space, since a file often ends with a line end. */
function withOtherEnd(content: Buffer): Buffer {
  const changed = Buffer.from(content);
  const at = changed.findLastIndex((byte) => byte > 0x20);
  const byte = changed[at];
  if (byte !== undefined) changed[at] = byte === 0x30 ? 0x31 : 0x30;
  return changed;
}

/** Repeats content whole, so that lines and records stay valid. */
function long(content: Buffer): Buffer {
  const unit = content.length === 0 ? Buffer.from('a line\n') : content;
  return Buffer.concat(Array.from({ length: Math.ceil(LONG_BYTES / unit.length) }, () => unit));
}

/** Puts a character across the first boundary of chunks. */
function longWide(content: Buffer): Buffer {
  const changed = Buffer.from(long(content));
  WIDE_CHARACTER.copy(changed, CHUNK_BYTES - 1);
  return changed;
}

/** Lists the files that the calls of a session read, each content once. */
export function listFileInputs({ calls }: Session): readonly FileInput[] {
  const inputs = calls.flatMap(({ files = [] }) => files);
  return [...new Map(inputs.map((file) => [`${file.path}\0${file.content}`, file])).values()];
}

export function replaceFile(session: Session, file: FileInput, content: string): Session {
  const calls = session.calls.map((call) =>
    call.files === undefined
      ? call
      : {
          ...call,
          files: call.files.map((input) =>
            input.path === file.path && input.content === file.content
              ? { ...input, content }
              : input,
          ),
        },
  );
  return { ...session, calls };
}
