/** A file of an archive. */
export interface TarEntry {
  /** With slashes, as the archive has it. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

const BLOCK = 512;
/** Where fields begin and how long they are (POSIX.1-1988, ustar). */
const NAME = [0, 100] as const;
const SIZE = [124, 12] as const;
const TYPE = [156, 1] as const;
const LINK = [157, 100] as const;
const PREFIX = [345, 155] as const;

/**
 * The files of a tar archive, those that are links to others among them. Names that are too long for
 * their field are read from the records of POSIX.1-2001 that Go writes for them.
 */
export function readTar(archive: Uint8Array): readonly TarEntry[] {
  const entries = new Map<string, Uint8Array>();
  let longer: Readonly<Record<string, string>> = {};
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const header = archive.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) break;
    const size = Number.parseInt(field(header, SIZE), 8);
    const bytes = archive.subarray(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const type = field(header, TYPE);
    if (type === 'x') {
      longer = records(text(bytes));
      continue;
    }
    const [name, prefix] = [field(header, NAME), field(header, PREFIX)];
    const path = longer.path ?? (prefix === '' ? name : `${prefix}/${name}`);
    if (type === '0' || type === '') entries.set(path, bytes);
    if (type === '1') {
      entries.set(path, entries.get(longer.linkpath ?? field(header, LINK)) ?? new Uint8Array());
    }
    longer = {};
  }
  return [...entries].map(([path, bytes]) => ({ path, bytes }));
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function field(header: Uint8Array, [start, length]: readonly [number, number]): string {
  const bytes = header.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return text(end === -1 ? bytes : bytes.subarray(0, end)).trim();
}

/** `27 path=a/long/name\n`, one after another; the number counts the bytes of the whole record. */
function records(all: string): Readonly<Record<string, string>> {
  const lines = all.split('\n').map((line) => /^\d+ ([^=]+)=(.*)$/.exec(line));
  return Object.fromEntries(lines.flatMap((found) => (found ? [[found[1], found[2]]] : [])));
}
