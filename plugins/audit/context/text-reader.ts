import { join } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import type { ContextLog } from './context-log.ts';

/** Manifests, pages and migrations are written by hand; what is larger is data. */
const LARGEST_CHARACTERS = 1_000_000;

/** Reads files of a project that are no sources. What cannot be read is said once, and is null. */
export type TextReader = (file: string) => string | null;

/**
 * Links are not followed: they may lead out of the project, and what they lead to inside is listed by itself.
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
    refuse('it cannot be read');
    return null;
  }
  if (bytes.length > LARGEST_CHARACTERS) {
    refuse('it is larger than 1 MB');
    return null;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    refuse('it is not UTF-8');
    return null;
  }
}

/** null: this user may not read it, or it is gone. */
function bytesOf(host: Host, path: string): Uint8Array | null {
  try {
    return host.files.readBytes(path);
  } catch {
    return null;
  }
}
