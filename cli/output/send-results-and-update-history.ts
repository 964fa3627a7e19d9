// Makes `perf-harness/plugin` resolve to this package, whatever is installed next to the plugin.
import '../../harness/loader/register-self-reference.ts';
import type { Host } from '../../harness/host.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import { OFFICIAL_PLUGINS } from '../../registry/official-plugins.ts';
import type { SendResults } from '../../registry/plugin.ts';
import { listResultSenders } from '../../registry/plugin.ts';

/** Opens the senders with given options. @throws UserError for values a sender rejects. */
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
 * Uploads new measurements and removes expired runs, as the configuration specifies. The verdict is
 * final by then, and a failure here changes neither it nor the exit code.
 */
export async function updateHistoryAfterRun(
  host: Host,
  config: Config,
  signal: AbortSignal,
): Promise<void> {
  const { historyUrl, historyKeep } = config;
  if (signal.aborted || (historyUrl === null && historyKeep === null)) return;
  const { uploadOrPruneHistory } = await import(
    '../../api/history/upload-to-shared-or-prune-history.ts'
  );
  for (const line of await uploadOrPruneHistory(host, config))
    host.terminal.err(`warning: ${line}\n`);
}
