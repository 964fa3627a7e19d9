import * as fs from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

// Uses file descriptors: a `FileHandle` that is garbage-collected without being closed ends the
// whole process.
const open = promisify(fs.open);
const write = promisify(fs.write);
const close = promisify(fs.close);
const flush = promisify(fs.fdatasync);
const flushAll = promisify(fs.fsync);
const truncate = promisify(fs.ftruncate);

/** A file of a log, named anew each time. */
export interface DurableLogOptions {
  /** Path of the next file; it must not exist yet. `serial` counts the files of this log from 0. */
  readonly pathOf: (serial: number) => string;
  /** Returns true if the next text goes to a new file. @param bytes - In the file so far. */
  readonly isOver: (bytes: number) => boolean;
}

/** Log whose lines survive any crash once `append` has resolved. */
export interface DurableLog {
  /**
   * Resolves when complete lines are on disk; lines of many callers are flushed together. @throws
   * Error; nothing is stored then.
   */
  readonly append: (lines: string) => Promise<void>;
  /** Bytes accepted but not yet on disk. */
  readonly waitingBytes: () => number;
  /** Waits until accepted lines are written, then closes the file. */
  readonly close: () => Promise<void>;
}

interface Waiting {
  readonly lines: string;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Wait of a batch's first line for others: flushing one line costs as much as flushing all. */
const GATHER_MS = 2;

/** Opens a log. Files are created only when there is something to write. */
export function openDurableLog(plan: DurableLogOptions): DurableLog {
  let waiting: Waiting[] = [];
  let bytes = 0;
  let file = noFile();
  let running: Promise<void> | null = null;

  const writeBatch = async (batch: readonly Waiting[]): Promise<void> => {
    const text = Buffer.from(batch.map(({ lines }) => lines).join(''));
    try {
      if (file.handle !== null && plan.isOver(file.bytes)) await closeFile();
      const handle = file.handle ?? (await nextFile());
      await writeAll(handle, text);
      await flush(handle);
      file = { ...file, bytes: file.bytes + text.length };
      for (const { done } of batch) done();
    } catch (error) {
      await giveUpFile();
      for (const { failed } of batch) failed(error);
    }
  };
  const nextFile = async (): Promise<number> => {
    const path = plan.pathOf(file.serial);
    await mkdir(dirname(path), { recursive: true });
    // Append only, and never to an existing file.
    const handle = await open(path, 'ax');
    file = { handle, bytes: 0, serial: file.serial + 1 };
    await flushFolder(dirname(path));
    return handle;
  };
  const closeFile = async (): Promise<void> => {
    const { handle, serial } = file;
    file = { handle: null, bytes: 0, serial };
    if (handle !== null) await close(handle);
  };
  /** Truncates the rest of a failed batch, whose lines were not acknowledged. */
  const giveUpFile = async (): Promise<void> => {
    if (file.handle !== null) await truncate(file.handle, file.bytes).catch(() => undefined);
    await closeFile().catch(() => undefined);
  };
  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
      const batch = waiting;
      waiting = [];
      bytes = 0;
      await writeBatch(batch);
    }
    running = null;
  };

  return {
    append: (lines) =>
      new Promise((done, failed) => {
        waiting.push({ lines, done, failed });
        bytes += lines.length;
        running ??= run();
      }),
    waitingBytes: () => bytes,
    close: async () => {
      await running;
      await closeFile();
    },
  };
}

interface OpenFile {
  readonly handle: number | null;
  readonly bytes: number;
  /** Number of the next file. */
  readonly serial: number;
}

function noFile(): OpenFile {
  return { handle: null, bytes: 0, serial: 0 };
}

async function writeAll(handle: number, text: Uint8Array): Promise<void> {
  let at = 0;
  while (at < text.length) at += (await write(handle, text, at)).bytesWritten;
}

/** The name of a new file survives a power cut only when its folder is flushed; not every system can. */
async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await flushAll(handle);
    } finally {
      await close(handle);
    }
  } catch {
    // Windows cannot open folders. The file itself is flushed either way.
  }
}
