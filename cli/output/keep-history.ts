import type { Host } from '../../harness/host.ts';
import type { Config } from '../../harness/scenario/config.ts';

/**
 * Hands over what was measured, and removes what is past, as the configuration says. The verdict stands
 * by then, and nothing that comes of this changes it or the exit code.
 */
export async function keepMeasured(host: Host, config: Config, signal: AbortSignal): Promise<void> {
  const { historyUrl, historyKeep } = config;
  if (signal.aborted || (historyUrl === null && historyKeep === null)) return;
  const { keepHistory } = await import('../../api/history/keep-history.ts');
  for (const line of await keepHistory(host, config)) host.terminal.err(`warning: ${line}\n`);
}
