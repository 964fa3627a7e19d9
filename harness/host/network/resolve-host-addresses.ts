import { lookup } from 'node:dns/promises';

/** Resolves a host name to all of its addresses; empty if it is unknown. */
export async function resolveAddresses(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}
