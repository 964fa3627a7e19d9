import { childModule } from '../host/child-module.ts';
import type { Host } from '../host.ts';
import type { Scenario } from '../model/scenario.ts';
import { UserError } from '../model/user-error.ts';
import type { LoadMessage } from './load-child.ts';
import { toScenarios } from './to-scenarios.ts';

const LOAD_TIMEOUT_MS = 20_000;

/** Reads the scenarios of one file, validated, defaults filled. @throws UserError naming all mistakes. */
export async function loadScenarioFile(host: Host, file: string): Promise<readonly Scenario[]> {
  const child = host.processes.start({
    file: process.execPath,
    args: [childModule(import.meta.url, './load-child'), file],
    channel: true,
  });
  const message = await new Promise<LoadMessage | 'timeout' | 'exited'>((resolve) => {
    const timer = setTimeout(() => resolve('timeout'), LOAD_TIMEOUT_MS);
    child.onMessage((received) => {
      clearTimeout(timer);
      resolve(received as LoadMessage);
    });
    void child.exited.then(() => {
      clearTimeout(timer);
      resolve('exited');
    });
  });
  await child.stop(0);
  if (message === 'timeout' || message === 'exited' || message.type === 'threw') {
    throw new UserError({
      code: 'scenario-load',
      message: `Cannot load ${file}: ${JSON.stringify(message)}`,
    });
  }
  return toScenarios(file, message.definitions, { root: host.cwd });
}
