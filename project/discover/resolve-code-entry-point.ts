import { isAbsolute, join, relative } from 'node:path';
import type { Files } from '../../harness/host/file-operations.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { SOURCE_GLOB } from './source-and-test-globs.ts';

/** Entry point of the code to speed up. */
export interface EntryPoint {
  readonly type: 'api_endpoint' | 'function' | 'pipeline';
  /** Text of the request. */
  readonly text: string;
  /** Upper case; null if not stated, or not an endpoint. */
  readonly method: string | null;
  /** Path of the endpoint; null if it is not an endpoint. */
  readonly route: string | null;
  /** From the root of the project, with `/`; null: not known. */
  readonly file: string | null;
  /** Name without its class; null for a whole file, or if unknown. */
  readonly function: string | null;
}

type ReadFiles = Pick<Files, 'read' | 'isFile' | 'glob'>;

/**
 * Parses the target given by the user: `src/a.ts::name`, `name`, `/api/users` or `POST /api/users`,
 * or a file, which means a complete run of it.
 * @param root - Absolute folder of the project.
 * @throws UserError if the file does not exist, or has no such function.
 */
export function resolveEntryPoint(files: ReadFiles, root: string, target: string): EntryPoint {
  const text = target.trim();
  const route = /^(?:([A-Za-z]+)\s+)?(\/\S*)$/.exec(text);
  if (route?.[2] !== undefined && !text.includes('::') && !files.isFile(route[2])) {
    const method = route[1]?.toUpperCase() ?? null;
    return { type: 'api_endpoint', text, method, route: route[2], file: null, function: null };
  }
  const [path = '', ...names] = text.split('::');
  const name = names.at(-1)?.split('.').at(-1) ?? null;
  const file = files.isFile(join(root, path)) ? path : isAbsolute(path) ? path : null;
  if (file !== null && files.isFile(isAbsolute(file) ? file : join(root, file))) {
    const known = isAbsolute(file) ? relative(root, file) : file;
    if (name === null) return entry('pipeline', text, known, null);
    if (defines(files.read(join(root, known)) ?? '', name)) {
      return entry('function', text, known, name);
    }
    throw notFound(text);
  }
  if (names.length > 0 || !/^[\p{L}_$][\p{L}\p{N}_$.]*$/u.test(text)) throw notFound(text);
  const bare = text.split('.').at(-1) ?? text;
  const found = files.glob(SOURCE_GLOB, root).find((path) => defines(files.read(path) ?? '', bare));
  if (found === undefined) throw notFound(text);
  return entry('function', text, relative(root, found), bare);
}

function entry(
  type: EntryPoint['type'],
  text: string,
  file: string,
  name: string | null,
): EntryPoint {
  const path = file.replaceAll('\\', '/');
  return { type, text, method: null, route: null, file: path, function: name };
}

/** True if a source defines a function of that name, in any of the known languages. */
function defines(source: string, name: string): boolean {
  const word = name.replaceAll('$', '\\$');
  return new RegExp(
    [
      // JavaScript, Python, Rust, Go with its receiver.
      `(?:\\bfunction\\s*\\*?|\\bdef|\\bfn|\\bclass|\\bfunc(?:\\s*\\([^)]*\\))?)\\s+${word}(?![\\w$])`,
      // Assigned, or a property.
      `(?<![\\w$.])${word}\\s*[:=]\\s*(?:async\\b|function\\b|\\(|[\\w$]+\\s*=>)`,
      // Method: preceded only by modifiers and a type, and followed by its body.
      `^[ \\t]*(?:[\\w<>\\[\\],?]+[ \\t]+)*${word}\\s*(?:<[^>]*>)?\\([^;{}]*\\)[^;{}=]*\\{`,
    ].join('|'),
    'm',
  ).test(source);
}

function notFound(target: string): UserError {
  return new UserError({
    code: 'entry-not-found',
    message: `file/function not found at ${target}`,
    remedy: 'Specify the target as `path/from/the/root.ts::function`, or as an endpoint route.',
  });
}
