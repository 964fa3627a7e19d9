import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { identifyProcess } from './process/process-identity-and-liveness.ts';

/** Absolute path and text of a file; a large text can be given in parts. */
export type FileText = readonly [path: string, text: string | Iterable<string>];

let serial = 0;

/** Writes a file atomically; see `Files.writeAtomic`. @throws NodeJS.ErrnoException */
export function writeAtomic(path: string, text: string | Iterable<string>): void {
  writeTogether([[path, text]]);
}

/** Writes all files or none; see `Files.writeTogether`. @throws NodeJS.ErrnoException */
export function writeTogether(texts: readonly FileText[]): void {
  const written: { readonly beside: string; readonly path: string }[] = [];
  try {
    for (const [path, text] of texts) {
      fs.mkdirSync(dirname(path), { recursive: true });
      if (isSpecialFile(path)) {
        writeParts(fs.openSync(path, 'w'), text);
        continue;
      }
      const beside = temporarySiblingPath(path);
      written.push({ beside, path });
      const mode = fs.statSync(path, { throwIfNoEntry: false })?.mode;
      writeParts(fs.openSync(beside, 'wx'), text, (descriptor) => {
        // A script that is written anew can still be run.
        if (mode !== undefined) fs.fchmodSync(descriptor, mode);
        fs.fsyncSync(descriptor);
      });
    }
    for (const { beside, path } of written) fs.renameSync(beside, path);
  } catch (error) {
    for (const { beside } of written) fs.rmSync(beside, { force: true });
    throw error;
  }
}

/** Creates a filled folder atomically; see `Files.fillFolder`. @throws NodeJS.ErrnoException */
export function fillFolder(folder: string, texts: Readonly<Record<string, string>>): boolean {
  fs.mkdirSync(dirname(folder), { recursive: true });
  const beside = temporarySiblingPath(folder);
  try {
    fs.mkdirSync(beside);
    for (const [name, text] of Object.entries(texts))
      writeParts(fs.openSync(join(beside, name), 'wx'), text, fs.fsyncSync);
    fs.renameSync(beside, folder);
    return true;
  } catch (error) {
    fs.rmSync(beside, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    // ENOTDIR: a file is called so.
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR') return false;
    throw error;
  }
}

/** Returns the path at which a file or a folder is written before it takes its place. */
export function temporarySiblingPath(path: string): string {
  serial += 1;
  // The name identifies its owner, so that leftovers of a kill can be removed at the next start.
  const { pid, startedTicks } = identifyProcess(process.pid);
  const owner = `${pid}-${startedTicks ?? ''}`;
  return join(dirname(path), `.${basename(path)}.${owner}-${serial}.tmp`);
}

/** True for a link, pipe or device such as /dev/stdout, which is written to and never replaced. */
export function isSpecialFile(path: string): boolean {
  const stats = fs.lstatSync(path, { throwIfNoEntry: false });
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

function writeParts(
  descriptor: number,
  text: string | Iterable<string>,
  flush: (descriptor: number) => void = () => undefined,
): void {
  try {
    for (const part of typeof text === 'string' ? [text] : text) fs.writeFileSync(descriptor, part);
    flush(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
