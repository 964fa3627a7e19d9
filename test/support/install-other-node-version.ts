import { resolveCacheFolder } from '../../harness/host/harness-cache-folder.ts';
import { createHost } from '../../harness/host.ts';
import { findNodeBinary } from '../../harness/snapshot/dependencies/find-or-download-node-binary.ts';

const INSTALL_TIMEOUT_MS = 300_000;

/**
 * Returns the path of another supported Node.js: the oldest, or the version between it and the
 * newest, which runs the tests. Installs it if it is missing.
 */
export async function installOtherNodeVersion(version: '22.19.0' | '24'): Promise<string> {
  const host = createHost();
  const signal = AbortSignal.timeout(INSTALL_TIMEOUT_MS);
  const { path } = await findNodeBinary(host, version, resolveCacheFolder(host), signal);
  return path;
}
