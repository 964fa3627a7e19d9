import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Host } from 'perf-harness/plugin';
import type { TestFile } from '../code/render-difference-test.ts';
import type { FileInput, Session } from '../sessions/recorded-call-session.ts';

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

function createVariant(content: Buffer, name: string): Buffer {
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

/** Maximum number of contents that variants are made of, since each takes most of a megabyte. */
const MOST_VARIED = 24;

/** Writes the files that sessions read, and variants of them; returns sessions that name these. */
export function stageRecordedFiles(
  host: Pick<Host, 'files'>,
  folder: string,
  sessions: readonly Session[],
): readonly Session[] {
  const known = new Map<string, string>();
  host.files.makeFolder(folder);
  const nameOf = (content: string): string => {
    const name = known.get(content) ?? stage(host, folder, content, known.size < MOST_VARIED);
    known.set(content, name);
    return name;
  };
  return sessions.map((session) => ({
    ...session,
    calls: session.calls.map((call) =>
      call.files === undefined
        ? call
        : {
            ...call,
            files: call.files.map((file) => ({ ...file, content: nameOf(file.content) })),
          },
    ),
  }));
}

function stage(
  { files }: Pick<Host, 'files'>,
  folder: string,
  base64: string,
  isVaried: boolean,
): string {
  const content = Buffer.from(base64, 'base64');
  const name = createHash('sha256').update(content).digest('hex').slice(0, 16);
  files.writeBytes(join(folder, name), content);
  for (const variant of VARIANT_NAMES) {
    const other = isVaried ? createVariant(content, variant) : content;
    files.writeBytes(join(folder, `${name}${variant}`), other);
  }
  return name;
}

/** Describes the files that the calls of a session read: `, where a.txt has 9 bytes`; may be empty. */
export function describeFilesOfCalls(session: Session, folder: string): string {
  const files = listFileInputs(session).map(({ path, project = path, content }) => {
    const { size } = statSync(join(folder, content));
    return `${project} has ${size.toLocaleString('en-US')} bytes`;
  });
  return files.length === 0 ? '' : `, where ${files.join(' and ')}`;
}

/** Returns the files that the calls of a session read, for a test. */
export function readFilesOfCalls(session: Session, folder: string): readonly TestFile[] {
  return listFileInputs(session).map(({ path, content }, index) => ({
    path,
    name: `${index}-${basename(path)}`,
    gzip: gzipSync(readFileSync(join(folder, content))).toString('base64'),
  }));
}
