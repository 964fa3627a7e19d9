import { findScenarios } from '../../../api/project/find-requested-scenarios.ts';
import { requireSingleScenario } from '../../../api/project/require-single-scenario.ts';
import {
  type OpenService,
  openService,
  type ServiceOptions,
} from '../../../bench/services/open-service.ts';
import type { ServiceName } from '../../../bench/services/planted-cause.ts';
import { createHost } from '../../../harness/host.ts';
import type { HttpScenario } from '../../../harness/model/scenario/scenario.ts';
import { loadConfig } from '../../../harness/scenario/project-config.ts';

/** Opens a service, passes its ready-to-measure scenario to the callback, always closes it. */
export async function withService<T>(
  name: ServiceName,
  options: ServiceOptions,
  use: (scenario: HttpScenario, service: OpenService) => Promise<T>,
): Promise<T> {
  const service = await openService(name, options);
  try {
    return await use(await scenarioOf(service), service);
  } finally {
    await service.close();
  }
}

async function scenarioOf({ folder, env }: OpenService): Promise<HttpScenario> {
  const host = { ...createHost(), cwd: folder };
  const config = await loadConfig(host, folder);
  const request = { targets: [], command: null, filter: null, quick: false, allowRemote: [] };
  const scenario = requireSingleScenario(
    await findScenarios(host, config, request),
    'a service has',
  );
  if (scenario.kind !== 'http' || scenario.server === null) {
    throw new TypeError(`${scenario.name} is no scenario of a server`);
  }
  return { ...scenario, server: { ...scenario.server, env } };
}
