import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A place in a file that was compiled, as a stack names it. */
const PLACE = /(?:file:\/\/(?:\/(?=[a-z]:))?)?((?:[a-z]:)?[\\/][^\s()]+\.js):(\d+):(\d+)/gi;

/**
 * Replaces the places in a stack by those of the sources, for files with a source map, since the
 * files of the package bundle many modules. Paths are relative to the root of the package.
 */
export function mapStackTraceToSources(stack: string): string {
  const maps = new Map<string, SourceMap | null>();
  return stack.replace(PLACE, (written, path: string, line: string, column: string) => {
    const file = decodeURI(path);
    if (!maps.has(file)) maps.set(file, readMap(file));
    const found = maps.get(file)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (found === undefined || !('originalSource' in found)) return written;
    const source = relative(PACKAGE, resolve(dirname(file), found.originalSource));
    return `${source}:${found.originalLine + 1}:${found.originalColumn + 1}`;
  });
}

const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));

function readMap(file: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  } catch {
    return null;
  }
}
