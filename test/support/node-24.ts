import { cacheFolder } from '../../harness/host/cache-folder.ts';
import { createHost } from '../../harness/host.ts';
import { findNodeBinary } from '../../harness/snapshot/dependencies/node-binary.ts';

const INSTALL_TIMEOUT_MS = 300_000;

/** Path of the other Node.js that is supported; it is installed where it is not there yet. */
export async function node24(): Promise<string> {
  const host = createHost();
  const signal = AbortSignal.timeout(INSTALL_TIMEOUT_MS);
  const { path } = await findNodeBinary(host, '24', cacheFolder(host), signal);
  return path;
}
