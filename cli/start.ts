import * as compiling from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveCacheFolder } from '../harness/host/harness-cache-folder.ts';
import type { Host } from '../harness/host.ts';
import { isRunByGitBisect, splitArguments } from './split-arguments.ts';

/** EXIT.tool; written out, because nothing may be loaded before the version is known. */
const WRONG_VERSION = 5;

/** EXIT.usage. */
const USAGE = 2;

/** EXIT.bisectEnds: whatever else would be one more bad commit. */
const BISECT_ENDS = 128;

/**
 * Runs the command line of this process.
 * @param unsupported - Said instead on a Node.js that is too old.
 */
export async function start(unsupported: string | null): Promise<void> {
  const argv = process.argv.slice(2);
  const forBisect = isRunByGitBisect(splitArguments(argv));
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
      `error: There is no folder to work in: ${(error as Error).message}.\nGo to one that exists.\n`,
    );
    process.exit(forBisect ? BISECT_ENDS : USAGE);
  }
  let code = await main(host, argv);
  await host.terminal.flushed();
  const lost = host.terminal.lost();
  if (lost !== null) {
    host.terminal.err(`error: Not all results could be written to standard output: ${lost}.\n`);
    // Git reads the code and nothing else.
    if (code === 0 && !forBisect) code = USAGE;
  }
  // Not left to the event loop: a handle that something forgot must not hold the command up.
  process.exit(code);
}

/**
 * Has Node.js keep what it compiles of the command line in the cache folder, where that can be written. Measured processes
 * know nothing of it; what is left of their TypeScript without its types is kept for them too.
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
