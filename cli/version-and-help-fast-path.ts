/**
 * Returns output that needs no modules loaded: the version and, in the package, the help text that
 * the build wrote next to this module. null: the whole command line must be loaded.
 */
export function readVersionOrHelpOutput(argv: readonly string[]): string | null {
  const [asked, ...more] = argv;
  if (more.length > 0) return null;
  if (asked === '--version' || asked === '-V') return versionLine();
  return asked === '--help' || asked === '-h' ? readBeside('./help.txt') : null;
}

/** Reads the version, from the sources as well as in the published package. */
function versionLine(): string | null {
  const text = readBeside('../package.json') ?? readBeside('../../package.json');
  return text === null ? null : `${(JSON.parse(text) as { readonly version: string }).version}\n`;
}

function readBeside(path: string): string | null {
  try {
    // Accessed as a built-in, since an import would load more modules.
    const { readFileSync } = process.getBuiltinModule('node:fs');
    return readFileSync(new URL(path, import.meta.url), 'utf8');
  } catch {
    return null;
  }
}

/** File descriptor of standard output. */
const STDOUT = 1;
/** Milliseconds between tries to write to a pipe that is full. */
const FULL_MS = 5;

/**
 * Writes a text to standard output.
 * @returns false if it cannot be written; the code that reports why must be loaded first.
 */
export function writeVersionOrHelpOutput(text: string): boolean {
  const { writeSync } = process.getBuiltinModule('node:fs');
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(STDOUT, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return false;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_MS);
    }
  }
  return true;
}
