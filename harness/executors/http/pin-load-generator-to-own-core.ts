import { pinToCores, readAllowedCores } from '../../host/cpu-affinity.ts';
import type { Host } from '../../host.ts';

/**
 * Gives the generator a core of its own and the server all others. Left to the system, the two move
 * together and apart within seconds: on two cores the median response times of two servers of the
 * same code differed by 20 % for as long as both lived, and by 2 % when pinned apart
 * (docs/decisions/0026). Where there is only one core, or pinning fails, nothing changes.
 * @returns True if they are pinned apart.
 */
export async function separateGeneratorCores(
  { processes }: Pick<Host, 'processes'>,
  generator: number | undefined,
  server: readonly number[],
): Promise<boolean> {
  const cores = readAllowedCores(process.pid) ?? [];
  const own = cores.at(-1);
  if (own === undefined || generator === undefined) return false;
  const isHeld = await holdOff(processes, server, own);
  // A generator that has sent load before may already be pinned there.
  const wanted = isHeld ? [own] : cores;
  const isThere = readAllowedCores(generator)?.join() === wanted.join();
  const isPlaced = isThere || (await pinToCores(processes, [generator], wanted));
  return isHeld && isPlaced;
}

/** Removes a core from the server's affinity; restrictions of the server's own command remain. */
async function holdOff(
  processes: Host['processes'],
  server: readonly number[],
  core: number,
): Promise<boolean> {
  const held = server.map(async (pid) => {
    const cores = readAllowedCores(pid);
    // It has ended.
    if (cores === null) return true;
    const others = cores.filter((serverCore) => serverCore !== core);
    if (others.length === cores.length) return true;
    if (others.length === 0) return false;
    return (await pinToCores(processes, [pid], others)) || readAllowedCores(pid) === null;
  });
  return held.length > 0 && (await Promise.all(held)).every(Boolean);
}
