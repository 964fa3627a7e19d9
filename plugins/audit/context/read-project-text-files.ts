import { join } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import type { UnreadableLocation } from '../document/audited-project-context-schema.ts';

/** Size limit: manifests, pages and migrations are written by hand; larger files are data. */
const LARGEST_CHARACTERS = 1_000_000;

/** Reads non-source project files. Returns null for unreadable files, which are logged once. */
export type TextReader = (file: string) => string | null;

/**
 * Creates a reader that does not follow links: they may lead out of the project, and targets inside
 * it are listed separately.
 */
export function createTextReader(host: Host, root: string, log: ContextLog): TextReader {
  const known = new Map<string, string | null>();
  return (file) => {
    const before = known.get(file);
    if (before !== undefined) return before;
    const text = readText(host, join(root, file), (reason) => log.unread(file, 1, reason));
    known.set(file, text);
    return text;
  };
}

function readText(host: Host, path: string, refuse: (reason: string) => void): string | null {
  if (host.files.isLink(path) || !host.files.isFile(path)) return null;
  const bytes = bytesOf(host, path);
  if (bytes === null) {
    refuse('the file cannot be read');
    return null;
  }
  if (bytes.length > LARGEST_CHARACTERS) {
    refuse('the file is larger than 1 MB');
    return null;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    refuse('the file is not UTF-8');
    return null;
  }
}

/** Returns the bytes of a file; null if the user may not read it or it is gone. */
function bytesOf(host: Host, path: string): Uint8Array | null {
  try {
    return host.files.readBytes(path);
  } catch {
    return null;
  }
}

/** Conflicts and unreadable places, collected as they are found. */
export interface ContextLog {
  readonly conflict: (text: string) => void;
  readonly unread: (file: string, line: number, reason: string) => void;
  readonly conflicts: () => readonly string[];
  readonly places: () => readonly UnreadableLocation[];
}

export function createContextLog(): ContextLog {
  const conflicts = new Set<string>();
  const places = new Map<string, UnreadableLocation>();
  return {
    conflict: (text) => conflicts.add(text),
    unread: (file, line, reason) => {
      places.set(`${file}:${line} ${reason}`, { file, line, reason });
    },
    conflicts: () => [...conflicts],
    places: () => [...places.values()],
  };
}
