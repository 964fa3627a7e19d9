import { resolveCacheFolder } from '../../harness/host/harness-cache-folder.ts';
import { createHost } from '../../harness/host.ts';
import { findNodeBinary } from '../../harness/snapshot/dependencies/node-binary.ts';

const INSTALL_TIMEOUT_MS = 300_000;

/**
 * Path of another Node.js that is supported: the oldest, or the one between it and the newest, which runs
 * the tests. It is installed where it is not there yet.
 */
export async function installNode(version: '22.19.0' | '24'): Promise<string> {
  const host = createHost();
  const signal = AbortSignal.timeout(INSTALL_TIMEOUT_MS);
  const { path } = await findNodeBinary(host, version, resolveCacheFolder(host), signal);
  return path;
}
