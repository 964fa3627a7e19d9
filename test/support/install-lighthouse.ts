import { installNpmPackage } from '../../cli/doctor/install-npm-package.ts';
import { LIGHTHOUSE } from '../../cli/doctor/installable-tools.ts';
import { findLighthouse } from '../../harness/executors/page/find-page-tools.ts';
import type { Host } from '../../harness/host.ts';

/**
 * A folder from which Lighthouse is found: any, since it is in the cache of perf-harness, as users
 * have it. Put there when it is missing, which takes npm half a minute once.
 */
export async function installLighthouse(host: Host): Promise<string> {
  if (findLighthouse(host, host.temporaryFolder).type === 'not-found') {
    await installNpmPackage(host, {
      ...LIGHTHOUSE,
      signal: AbortSignal.timeout(300_000),
      onStep: () => undefined,
    });
  }
  return host.temporaryFolder;
}
