import type { SideRuntime } from '../../harness/host/process/compared-side-environment-variables.ts';
import type { Host } from '../../harness/host.ts';
import type { SideId } from '../../harness/model/base-or-head-of-comparison.ts';
import {
  findNodeBinary,
  type NodeBinary,
} from '../../harness/snapshot/dependencies/find-or-download-node-binary.ts';
import type { LiveSidesRequest } from './live-comparison-base-and-head-request.ts';

/** Runtime of the processes of a side. */
export interface ResolvedSideRuntime extends SideRuntime {
  /** The side's own Node.js; null: that of perf-harness. */
  readonly node: NodeBinary | null;
}

/**
 * Returns the runtime of each side's processes; a missing Node.js version is installed.
 * @throws UserError if a Node.js version is not available.
 */
export async function resolveSideRuntimes(
  host: Host,
  sides: LiveSidesRequest,
  cacheFolder: string,
  signal: AbortSignal,
): Promise<Readonly<Record<SideId, ResolvedSideRuntime>>> {
  const runtime = async (key: 'base' | 'head'): Promise<ResolvedSideRuntime> => {
    const node =
      sides.type === 'node' ? await findNodeBinary(host, sides[key], cacheFolder, signal) : null;
    return {
      env: sides.type === 'variables' ? sides[key] : {},
      node,
      nodePath: node?.path ?? null,
    };
  };
  return { a: await runtime('base'), b: await runtime('head') };
}
