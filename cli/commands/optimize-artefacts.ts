import '../../harness/scenario/register-self.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';

// Plugins import the public entry by its name, which has to mean this program first.
const load = () => import('../../plugins/optimize/status.ts');

/** `perf-harness optimize status`. */
export async function optimizeStatus(host: Host): Promise<ExitCode> {
  host.terminal.out(`${(await load()).statusText(host, host.cwd)}\n`);
  return EXIT.ok;
}

/** `perf-harness optimize report`. @throws UserError where there is none, or several could be meant. */
export async function optimizeReport(host: Host, slug: string | undefined): Promise<ExitCode> {
  host.terminal.out((await load()).reportText(host, host.cwd, slug));
  return EXIT.ok;
}

/** `perf-harness optimize clean`. */
export async function optimizeClean(host: Host, slug: string | undefined): Promise<ExitCode> {
  const removed = (await load()).cleanArtefacts(host, host.cwd, slug);
  host.terminal.err(
    removed.length === 0 ? 'Nothing to remove.\n' : `Removed: ${removed.join(', ')}\n`,
  );
  return EXIT.ok;
}
