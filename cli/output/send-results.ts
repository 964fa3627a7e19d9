// Gives `perf-harness/plugin` its meaning, whatever is installed beside the plugin.
import '../../harness/loader/register-self.ts';
import type { Host } from '../../harness/host.ts';
import { OFFICIAL_PLUGINS } from '../../registry/official-plugins.ts';
import { resultSenders } from '../../registry/plugin.ts';
import type { SendResults } from '../../registry/result-sender.ts';

/** Opens the senders whose options are given. @throws UserError for a value that one does not take. */
export async function openSenders(
  host: Host,
  flags: Readonly<Record<string, unknown>>,
): Promise<SendResults> {
  const requested = resultSenders(OFFICIAL_PLUGINS).filter(({ name }) => flags[name] !== undefined);
  const senders = await Promise.all(
    requested.map((sender) => sender.open(host, flags[sender.name] as string | true)),
  );
  return async (document) => {
    await Promise.all(senders.map((send) => send(document)));
  };
}
