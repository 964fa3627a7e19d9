import { lookup } from 'node:dns/promises';

/** All addresses of a host by its name; none where it is not known. */
export async function resolveAddresses(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}
