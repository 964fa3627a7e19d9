import { join, posix } from 'node:path';
import { z } from 'zod';
import type { Host } from '../../../host.ts';
import type { K6Scenario } from '../../../model/scenario/scenario.ts';
import { checkK6Exit } from '../check-k6-exit.ts';
import type { K6 } from '../find-k6.ts';

export interface K6ScriptFiles {
  readonly main: string;
  /** Paths relative to their common folder, with slashes, sorted by path. */
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

const ARCHIVE_TIMEOUT_MS = 60_000;
/** Prefix of archive files that come from disk; files fetched from the network lack it. */
const FROM_DISK = 'file/';

const metadataSchema = z.object({ filename: z.string() });

/** Files that a script needs, by k6's own archive. @param env - `__ENV` while it is read. @throws UnitFailure */
export async function collectK6ScriptFiles(
  host: Host,
  k6: K6,
  { script, cwd }: Pick<K6Scenario, 'script' | 'cwd'>,
  env: Readonly<Record<string, string>>,
): Promise<K6ScriptFiles> {
  const folder = join(host.temporaryFolder, `perf-harness-archive-${host.clock.monotonicMs()}`);
  const archive = join(folder, 'script.tar');
  host.files.makeFolder(folder);
  try {
    const { exit, stderr } = await host.processes.exec({
      file: k6.path,
      args: ['archive', '--include-system-env-vars', '--archive-out', archive, script],
      cwd,
      env,
      timeoutMs: ARCHIVE_TIMEOUT_MS,
    });
    checkK6Exit(exit, stderr);
    return fromArchive(host.files.readBytes(archive) ?? new Uint8Array());
  } finally {
    host.files.remove(folder);
  }
}

function fromArchive(archive: Uint8Array): K6ScriptFiles {
  const entries = readTar(archive);
  const metadata = entries.find(({ path }) => path === 'metadata.json')?.bytes;
  const { filename } = metadataSchema.parse(JSON.parse(new TextDecoder().decode(metadata)));
  const onDisk = entries.filter(({ path }) => path.startsWith(FROM_DISK));
  const main = `${FROM_DISK}${decodeURIComponent(new URL(filename).pathname).replace(/^\//, '')}`;
  const root = commonFolder(onDisk.map(({ path }) => posix.dirname(path)));
  const files = onDisk.map(({ path, bytes }) => ({ path: posix.relative(root, path), bytes }));
  return {
    main: posix.relative(root, main),
    files: files.toSorted((file, other) => (file.path < other.path ? -1 : 1)),
  };
}

function commonFolder(folders: readonly string[]): string {
  const [first = '', ...others] = folders;
  const isAbove = (folder: string): boolean =>
    others.every((other) => other === folder || other.startsWith(`${folder}/`));
  let folder = first;
  while (!isAbove(folder)) folder = posix.dirname(folder);
  return folder;
}

interface TarEntry {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const BLOCK = 512;
/** Offset and length of the header fields (POSIX.1-1988, ustar). */
const NAME = [0, 100] as const;
const SIZE = [124, 12] as const;
const TYPE = [156, 1] as const;
const LINK = [157, 100] as const;
const PREFIX = [345, 155] as const;

/** Reads files and links of a tar archive; long names are in Go's POSIX.1-2001 records. */
function readTar(archive: Uint8Array): readonly TarEntry[] {
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

/** Reads records such as `27 path=a/long/name\n`; the number is the whole record's bytes. */
function records(all: string): Readonly<Record<string, string>> {
  const lines = all.split('\n').map((line) => /^\d+ ([^=]+)=(.*)$/.exec(line));
  return Object.fromEntries(lines.flatMap((found) => (found ? [[found[1], found[2]]] : [])));
}
