/** Reads the settings of a project's server from its `.env` files and their examples. */
import { join } from 'node:path';
import { isPortTaken } from '../../../harness/host/network/find-and-probe-ports.ts';
import type { InspectedProject } from '../inspect-project-for-scenarios.ts';
import { SERVICES_BY_PORT } from '../try/diagnose-scenario-failure.ts';

type Project = Pick<InspectedProject, 'host' | 'root'>;

const FILES = [
  '.env',
  '.env.local',
  '.env.development',
  '.env.example',
  '.env.template',
  '.env.sample',
  '.env.dist',
];
const PORT = /^\s*(?:export\s+)?\w*PORT\s*=\s*["']?(\d{2,5})\b/gmu;
/** A variable with a port, or with an address that contains a port. */
const SERVICE = /^\s*(?:export\s+)?(\w+)\s*=\s*["']?(?:\S*:)?(\d{4,5})\b/gmu;

/** Returns the ports that a server may listen on. */
export function readConfiguredPorts(project: Project): readonly number[] {
  return foundIn(project, PORT).map(([, port]) => Number(port));
}

/** Returns services whose usual port is set but unused: "MongoDB on port 27017 (DB_PORT)". */
export async function findUnreachableServices(project: Project): Promise<readonly string[]> {
  const named = new Map<number, string>();
  for (const [, variable = '', digits] of foundIn(project, SERVICE)) {
    const port = Number(digits);
    if (port in SERVICES_BY_PORT && !named.has(port)) named.set(port, variable);
  }
  const services = [...named].map(async ([port, variable]) =>
    (await isPortTaken(port)) ? [] : [`${SERVICES_BY_PORT[port]} on port ${port} (${variable})`],
  );
  return (await Promise.all(services)).flat();
}

function foundIn({ host, root }: Project, pattern: RegExp): readonly RegExpExecArray[] {
  return FILES.flatMap((name) => [...(host.files.read(join(root, name)) ?? '').matchAll(pattern)]);
}
