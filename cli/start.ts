import type { Host } from '../harness/host.ts';
import { answerAtOnce, writeAtOnce } from './answer-at-once.ts';
import { keepCompiled } from './keep-compiled.ts';
import { isAskedByGitBisect, splitArguments } from './split-arguments.ts';

/** Lowest version of Node.js that perf-harness runs on; `engines` says the same. */
const LOWEST_NODE = [22, 19] as const;
/** EXIT.tool; written out, because nothing may be loaded before the version is known. */
const WRONG_VERSION = 5;

/** EXIT.usage. */
const USAGE = 2;

/** EXIT.bisectEnds: whatever else would be one more bad commit. */
const BISECT_ENDS = 128;

/** Runs the command line of this process, on a Node.js that can. */
export async function start(): Promise<void> {
  const argv = process.argv.slice(2);
  const forBisect = isAskedByGitBisect(splitArguments(argv));
  const { node } = process.versions;
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const [lowestMajor, lowestMinor] = LOWEST_NODE;
  if (major < lowestMajor || (major === lowestMajor && minor < lowestMinor)) {
    process.stderr.write(
      `error: perf-harness needs Node.js ${lowestMajor}.${lowestMinor} or newer; this is ${node}, at\n${process.execPath}.\nInstall a newer one, or bring one with the project: npm i -D node@26\n`,
    );
    process.exit(forBisect ? BISECT_ENDS : WRONG_VERSION);
  }
  const answer = answerAtOnce(argv);
  if (answer !== null && writeAtOnce(answer)) return;
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
