import { extname } from 'node:path';
import { shellQuote } from '../../harness/model/shell-quote.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { formatPythonString, generatePythonImport } from './python-import-code.ts';
import type { EntryPoint } from './resolve-code-entry-point.ts';

/** A file that is to be written, with its path from the root of the project. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

export interface ProfileScriptOptions {
  /** Folder of the script, from the root, with slashes. */
  readonly folder: string;
  /** Arguments of a real call of a function, as JSON. Default: none. */
  readonly sample?: readonly unknown[] | undefined;
  /** File that a pipeline reads from standard input, relative to the root. Default: no input. */
  readonly input?: string | undefined;
}

const THIS_MACHINE = 'http://127.0.0.1';
/** Calls that make one value, and number of values whose median is reported, as with timeit. */
const CALLS = 1_000;
const REPEATS = 5;

/**
 * Generates a script that exercises an entry point without any test, and the files it needs. It
 * prints one number: the seconds of one request, one call, or one whole run. The first file is the
 * script.
 * @throws UserError for a function in an unsupported language.
 */
export function generateEntryPointTimingScript(
  entry: EntryPoint,
  options: ProfileScriptOptions,
): readonly [GeneratedFile, ...GeneratedFile[]] {
  const { folder } = options;
  const root = folder.replaceAll(/[^/]+/gu, '..');
  const script = (...lines: readonly string[]): GeneratedFile => ({
    path: `${folder}/profile_test.sh`,
    text: [
      '#!/usr/bin/env bash',
      `# Exercises ${entry.text.replaceAll(/\p{Cc}/gu, ' ')} and prints the time in seconds.`,
      'set -euo pipefail',
      `cd "$(dirname "$0")/${root}"`,
      ...lines,
      '',
    ].join('\n'),
  });
  switch (entry.type) {
    case 'api_endpoint':
      return [script(...request(entry))];
    case 'pipeline':
      return [script(...wholeRun(entry, options.input ?? '/dev/null'))];
    case 'function': {
      const caller = callRepeatedly(entry, options.sample ?? []);
      const path = `${folder}/profile_test${caller.extension}`;
      return [script(`exec ${caller.program} ${path}`), { path, text: caller.text }];
    }
  }
}

function request({ route, method }: EntryPoint): readonly string[] {
  const path = (route ?? '/').replaceAll(/\/(?::[^/]+|\{[^/]+\}|<[^/]+>|\[[^/]+\])/g, '/1');
  return [
    '# Server address: TARGET_URL if set, otherwise this machine.',
    `url="\${TARGET_URL:-${THIS_MACHINE}:\${PORT:-3000}}"${shellQuote(path)}`,
    `exec curl --silent --show-error --fail --max-time 60 --request ${method ?? 'GET'} \\`,
    `  --output /dev/null --write-out '%{time_total}\\n' "$url"`,
  ];
}

function wholeRun({ file }: EntryPoint, input: string): readonly string[] {
  const program = PROGRAMS[extname(file ?? '')];
  if (program === undefined) throw unknownLanguage(file);
  return [
    'TIMEFORMAT=%R',
    '# Errors from the program are passed through; otherwise only the time is printed.',
    'exec 3>&2',
    `{ time ${program} ${shellQuote(file ?? '')} < ${shellQuote(input)} > /dev/null 2>&3; } 2>&1`,
  ];
}

const PROGRAMS: Readonly<Record<string, string>> = {
  '.js': 'node',
  '.mjs': 'node',
  '.cjs': 'node',
  '.ts': 'node',
  '.mts': 'node',
  '.cts': 'node',
  '.py': 'python3',
  '.sh': 'bash',
};

function callRepeatedly(
  { file, function: name }: EntryPoint,
  sample: readonly unknown[],
): { readonly program: string; readonly extension: string; readonly text: string } {
  const program = PROGRAMS[extname(file ?? '')];
  if (file === null || name === null) throw unknownLanguage(file);
  if (program === 'node') {
    return { program, extension: '.mjs', text: nodeCaller(file, name, sample) };
  }
  if (program === 'python3') {
    return { program, extension: '.py', text: pythonCaller(file, name, sample) };
  }
  throw unknownLanguage(file);
}

function nodeCaller(file: string, name: string, sample: readonly unknown[]): string {
  return `import * as module from '../../${file}';

const subject = module.${name} ?? module.default?.${name} ?? module.default;
if (typeof subject !== 'function') throw new TypeError('${file} does not export ${name}');
const input = JSON.stringify(${JSON.stringify(sample)});
if (subject.length > JSON.parse(input).length) {
  throw new TypeError('${name} takes ' + subject.length + ' arguments, and no real call of it is known: "perf-harness init function ${file}::${name}" writes a scenario with a call of your tests; name that as the target');
}
const values = [];
for (let repeat = 0; repeat < ${REPEATS}; repeat += 1) {
  let seconds = 0;
  for (let call = 0; call < ${CALLS}; call += 1) {
    // Fresh arguments for each call, since it may modify them.
    const given = JSON.parse(input);
    const start = performance.now();
    await subject(...given);
    seconds += (performance.now() - start) / 1_000;
  }
  values.push(seconds / ${CALLS});
}
console.log(values.sort((a, b) => a - b)[${Math.floor(REPEATS / 2)}]);
`;
}

function pythonCaller(file: string, name: string, sample: readonly unknown[]): string {
  return `import copy
import json
import statistics
import timeit
${generatePythonImport(file)}
sample = json.loads(${formatPythonString(JSON.stringify(sample))})
values = timeit.repeat(lambda: module.${name}(*copy.deepcopy(sample)), number=${CALLS}, repeat=${REPEATS})
print(statistics.median(values) / ${CALLS})
`;
}

function unknownLanguage(file: string | null): UserError {
  return new UserError({
    code: 'no-test-command',
    message: `No test exercises ${file}, and no script can be generated to call it.`,
    remedy: 'Specify a command that runs the file.',
  });
}
