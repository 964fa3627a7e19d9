// Gives `perf-harness/plugin` its meaning, whatever is installed beside the plugin.
import '../../harness/loader/register-self-reference.ts';
import type { Host } from '../../harness/host.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { OFFICIAL_PLUGINS } from '../../registry/official-plugins.ts';
import type { SendResults } from '../../registry/plugin.ts';
import { listResultSenders } from '../../registry/plugin.ts';

/** Opens the senders whose options are given. @throws UserError for a value that one does not take. */
export async function openResultSenders(
  host: Host,
  flags: Readonly<Record<string, unknown>>,
): Promise<SendResults> {
  const requested = listResultSenders(OFFICIAL_PLUGINS).filter(
    ({ name }) => flags[name] !== undefined,
  );
  const senders = await Promise.all(
    requested.map((sender) => sender.open(host, flags[sender.name] as string | true)),
  );
  return async (document) => {
    await Promise.all(senders.map((send) => send(document)));
  };
}

/**
 * Hands over what was measured, and removes what is past, as the configuration says. The verdict stands
 * by then, and nothing that comes of this changes it or the exit code.
 */
export async function maintainHistoryAfterRun(
  host: Host,
  config: Config,
  signal: AbortSignal,
): Promise<void> {
  const { historyUrl, historyKeep } = config;
  if (signal.aborted || (historyUrl === null && historyKeep === null)) return;
  const { maintainHistory } = await import('../../api/history/maintain-history.ts');
  for (const line of await maintainHistory(host, config)) host.terminal.err(`warning: ${line}\n`);
}
