import { coresOf, holdToCores } from '../../host/cores.ts';
import type { Host } from '../../host.ts';

/**
 * Gives the generator a core of its own and the server all others. Left to the system, the two
 * move together and apart within seconds: on two cores the median response time of two servers of
 * the same code was seen to differ by 20 % for as long as both lived, held apart by 2 %
 * (docs/decisions/0026). Where there is one core, or it cannot be done, all stays as it is.
 * @returns Whether they are held apart.
 */
export async function separateCores(
  { processes }: Pick<Host, 'processes'>,
  generator: number | undefined,
  server: readonly number[],
): Promise<boolean> {
  const cores = coresOf(process.pid) ?? [];
  const own = cores.at(-1);
  if (own === undefined || cores.length < 2 || generator === undefined || server.length === 0) {
    return false;
  }
  // One that has sent load before is there already.
  const isThere = coresOf(generator)?.join() === String(own);
  const held = await Promise.all([
    isThere || holdToCores(processes, [generator], [own]),
    holdToCores(processes, server, cores.slice(0, -1)),
  ]);
  return held.every(Boolean);
}
