import * as compiling from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveCacheFolder } from '../harness/host/harness-cache-folder.ts';
import type { Host } from '../harness/host.ts';
import { isRunByGitBisect, splitArgumentsAtDoubleDash } from './split-arguments-at-double-dash.ts';

/** Same as EXIT.tool, repeated here because no module may be loaded before the version check. */
const WRONG_VERSION = 5;

/** EXIT.usage. */
const USAGE = 2;

/** Same as EXIT.bisectEnds; git bisect would count any other code as a bad commit. */
const BISECT_ENDS = 128;

/**
 * Runs the command line of this process.
 * @param unsupported - Message printed instead if Node.js is too old; null: it is supported.
 */
export async function startCommandLine(unsupported: string | null): Promise<void> {
  const argv = process.argv.slice(2);
  const forBisect = isRunByGitBisect(splitArgumentsAtDoubleDash(argv));
  if (unsupported !== null) {
    process.stderr.write(unsupported);
    process.exit(forBisect ? BISECT_ENDS : WRONG_VERSION);
  }
  keepCompiled();
  const [{ createHost }, { main }] = await Promise.all([
    import('../harness/host.ts'),
    import('./main.ts'),
  ]);
  let host: Host;
  try {
    host = createHost();
  } catch (error) {
    process.stderr.write(
      `error: The working folder does not exist: ${(error as Error).message}.\nChange to an existing folder.\n`,
    );
    process.exit(forBisect ? BISECT_ENDS : USAGE);
  }
  let code = await main(host, argv);
  await host.terminal.flushed();
  const lost = host.terminal.lost();
  if (lost !== null) {
    host.terminal.err(`error: Some results could not be written to standard output: ${lost}.\n`);
    // git bisect reads the exit code alone, so that must not change.
    if (code === 0 && !forBisect) code = USAGE;
  }
  // Exits explicitly, since a leaked handle must not keep the process alive.
  process.exit(code);
}

/**
 * Enables Node.js's compile cache for the command line in the cache folder, if that is writable.
 * Measured processes do not use it, but their type-stripped sources are cached there too.
 */
function keepCompiled(): void {
  const { env } = process;
  const folder = resolveCacheFolder({ env, temporaryFolder: tmpdir() });
  env.PERF_HARNESS_STRIPPED ??= join(folder, 'stripped');
  env.PERF_HARNESS_TOOLS ??= join(folder, 'tools');
  // Coverage of code from a compile cache is less precise.
  if (env.NODE_V8_COVERAGE !== undefined) return;
  compiling.enableCompileCache(join(folder, 'compiled'));
}
