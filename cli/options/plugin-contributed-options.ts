import type { Options } from '../../registry/cli-command-option.ts';
import { OFFICIAL_PLUGINS } from '../../registry/official-plugins.ts';
import { listGateChecks, listInitFiles, listResultSenders } from '../../registry/plugin.ts';

/** Options of `gate` that request checks of plugins. */
export const GATE_CHECK_OPTIONS: Options = byName(listGateChecks(OFFICIAL_PLUGINS));

/** Options of `init` that write files of plugins. */
export const INIT_FILE_OPTIONS: Options = byName(listInitFiles(OFFICIAL_PLUGINS));

/** Options of commands that measure, which send results elsewhere. */
export const RESULT_SENDER_OPTIONS: Options = byName(listResultSenders(OFFICIAL_PLUGINS));

function byName(
  extensions: readonly { readonly name: string; readonly option: Options[string] }[],
): Options {
  return Object.fromEntries(extensions.map(({ name, option }) => [name, option]));
}
