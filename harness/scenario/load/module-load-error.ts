import { relative } from 'node:path';
import type { PlainValue } from '../schema/serialisable-user-value.ts';

/** Reason why a module could not be read, with a remedy. */
export interface ModuleLoadError {
  readonly problem: string;
  readonly remedy: string;
  /** Set when the module itself is correct. */
  readonly isMissingTool?: true;
}

interface Place {
  readonly file: string;
  readonly line: number;
  /** From 1, as the caret below the code shows it; null: not known. */
  readonly column: number | null;
  /** Line of code, if known. */
  readonly code: string | null;
}

export interface ThrownError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/**
 * Describes an error that a module threw while it was read, without its stack. Other files are
 * named relative to `folder`; `output` is what the process printed.
 * @param elsewhere - Location of a package that an importer cannot reach; null where there is none.
 */
export function describeModuleError(
  file: string,
  error: ThrownError,
  output: string,
  folder: string,
  elsewhere: (name: string, importer: string) => string | null = () => null,
): ModuleLoadError {
  const placed = (place: Place | null): string => {
    if (place === null) return '';
    const { line, column } = place;
    // Node.js names a file by its path or by its URL, which Windows writes in two ways.
    return relative(file, place.file) === ''
      ? ` at line ${line}${column === null ? '' : `, column ${column}`}`
      : ` at ${relative(folder, place.file)}:${line}${column === null ? '' : `:${column}`}`;
  };
  const message = oneLine(error.message);
  const frame = codeFrame(error.stack) ?? codeFrame(output);
  if (error.name === 'SyntaxError') {
    return {
      problem: `syntax error${placed(frame)}: ${message}${codeOf(frame)}`,
      remedy: syntaxRemedy(error.message),
    };
  }
  if (error.name === 'TsconfigError') {
    return {
      problem: `the tsconfig of the file cannot be read: ${message}`,
      remedy: 'Fix the tsconfig, or install the configuration that it extends.',
    };
  }
  if (error.name === 'MissingTransformerError') {
    return {
      problem: message,
      remedy: 'Install a compiler for perf-harness only: perf-harness doctor --install @swc/core.',
      isMissingTool: true,
    };
  }
  const missing = /^Cannot find (package|module) '([^']+)'(?: imported from (.+))?/.exec(message);
  if (missing !== null) {
    const [, what, name, importer] = missing;
    const importedBy =
      importer === undefined || importer === file
        ? ''
        : `, imported by ${relative(folder, importer)}`;
    const shown = what === 'module' ? relative(folder, name ?? '') : name;
    const problem = `cannot find ${what} "${shown}"${importedBy}`;
    const found = what === 'package' ? elsewhere(name ?? '', importer ?? file) : null;
    if (found !== null) {
      return {
        problem,
        remedy: `The package is installed only for other packages (${relative(folder, found)}); with other package managers, any code could import it. Add it to the dependencies in package.json.`,
      };
    }
    return {
      problem,
      remedy: what === 'package' ? 'Install the package, or fix the import.' : 'Fix the import.',
    };
  }
  const foreign = /^Unknown file extension "([^"]*)" for (.+)$/.exec(message);
  if (foreign !== null) {
    return {
      problem: `"${relative(folder, foreign[2] ?? '')}" is imported, but its file type cannot be loaded as code`,
      remedy:
        'Only a bundler can turn the file into a module: import the build output, or a module that does not import the file.',
    };
  }
  const place = frame ?? ownFrame(error.stack);
  const kind = error.name === 'Error' ? '' : `${error.name}: `;
  return {
    problem: `loading the module failed${placed(place)}: ${kind}${message}`,
    remedy: 'Move work that can fail into `setup`, which runs in each trial.',
  };
}

function codeOf(place: Place | null): string {
  return place?.code ? `, in \`${place.code}\`` : '';
}

/** Maximum number of lines between the location and the end of the shown code. */
const FRAME_LINES = 5;

/** Reads the place and the code that Node.js shows with an error; the last of several in a text. */
function codeFrame(text: string): Place | null {
  const lines = text.split('\n');
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const head = /^(?:file:\/\/)?(\/.*|[A-Za-z]:[\\/].*):(\d+)$/.exec(lines[index] ?? '');
    if (head === null) continue;
    // The format is "path:line", a line of code or two, and `^^^` below the last; no caret at the
    // end of a file.
    const below = lines.slice(index + 1, index + 1 + FRAME_LINES);
    const end = below.findIndex((line) => /^[\s^]*$/.test(line));
    if (end < 1) continue;
    const caret = below[end]?.indexOf('^') ?? -1;
    return {
      file: pathOf(head[1] ?? ''),
      line: Number(head[2]),
      column: caret === -1 ? null : caret + 1,
      code: below[end - 1]?.trim() ?? '',
    };
  }
  return null;
}

/** The innermost line of a stack that is in the user's code. */
function ownFrame(stack: string): Place | null {
  const match = /\bat (?:.*\()?(?:file:\/\/)?((?:\/|[A-Za-z]:[\\/])[^\n]*?):(\d+):\d+\)?$/m.exec(
    stack
      .split('\n')
      .filter((line) => !line.includes('node:') && !line.includes('node_modules'))
      .join('\n'),
  );
  if (match === null) return null;
  return { file: pathOf(match[1] ?? ''), line: Number(match[2]), column: null, code: null };
}

/** Returns a path as written in a text, or in a URL after `file://`: `/C:/a%20b.js`. */
function pathOf(written: string): string {
  const path = written.replace(/^\/(?=[A-Za-z]:)/u, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const LONGEST_MESSAGE = 300;

function oneLine(text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' ').trim();
  return line.length <= LONGEST_MESSAGE ? line : `${line.slice(0, LONGEST_MESSAGE)}…`;
}

/** The last line that a process printed, as part of a sentence. */
export function lastOutputLine(output: string): string {
  const last = output.trim().split('\n').at(-1)?.trim() ?? '';
  return last === '' ? '' : `; last line of output: ${oneLine(last)}`;
}

function syntaxRemedy(message: string): string {
  if (/import statement outside a module|Unexpected token 'export'/.test(message)) {
    return 'The nearest package.json declares its files as CommonJS: rename this file to .mts or .mjs, or set "type" to "module".';
  }
  return 'Fix that line.';
}

/** Request of the parent to a load process: one module at a time. */
export interface LoadRequest {
  readonly file: string;
}

/** Exports of a module, as data. */
export interface LoadedModule {
  /** Default export; undefined if there is none. */
  readonly defaultExport?: PlainValue;
  readonly exportNames: readonly string[];
  /** Names of the tasks if the default export is a tinybench `Bench`. */
  readonly benchTasks?: readonly string[];
  /** Names of the benchmarks if the file is one of mitata or benchmark.js. */
  readonly suiteTasks?: readonly string[];
}

/** Reply of a load process. All other messages on its channel come from the user's code. */
export type LoadReply =
  | { readonly answerTo: string; readonly type: 'loaded'; readonly module: LoadedModule }
  | {
      readonly answerTo: string;
      readonly type: 'threw';
      /** Class of the error, such as `SyntaxError`. */
      readonly name: string;
      readonly message: string;
      readonly stack: string;
      /** Set when it exits so that Node.js prints the error's location, which only it knows. */
      readonly isPrinting: boolean;
    };
