import { harnessVersion } from '../../../harness/machine/harness-version.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { loadConfig } from '../../../harness/scenario/config.ts';
import { createTurns } from '../../../mcp/limits/turns.ts';
import { serveStdio } from '../../../mcp/serve-stdio.ts';
import type { Call } from '../../../registry/command.ts';
import { configuredPlugins } from '../../../registry/configured-plugins.ts';
import { OFFICIAL_PLUGINS } from '../../../registry/official-plugins.ts';
import { permissionsOf } from '../../../registry/tools/server-tool.ts';
import { composeDoor } from '../../compose-mcp.ts';
import { untilInterrupted } from '../../under-way/measuring.ts';
import type { MCP_OPTIONS } from './options.ts';

/** Where none is named. */
const HTTP_PORT = 8_788;
/** Calls that read at once, and calls that may wait: beyond that they are refused. */
const READ_AT_ONCE = 4;
const READS_WAITING = 64;
const MEASUREMENTS_WAITING = 4;

/** `perf-harness mcp`: the door for agents. */
export async function runMcp({ host, options }: Call<typeof MCP_OPTIONS>): Promise<ExitCode> {
  const { allow, http } = options;
  const config = await loadConfig(host, host.cwd);
  const plugins = [...OFFICIAL_PLUGINS, ...(await configuredPlugins(config))];
  const rules = {
    allowed: readAllowed(allow, permissionsOf(plugins)),
    measuring: createTurns(1, MEASUREMENTS_WAITING),
    reading: createTurns(READ_AT_ONCE, READS_WAITING),
  };
  if (http !== null) {
    const { serveMcpOverHttp } = await import('./over-http.ts');
    return serveMcpOverHttp(host, http === true ? HTTP_PORT : http, rules, plugins);
  }
  const parts = composeDoor(host, plugins);
  const version = harnessVersion(host);
  return untilInterrupted(host, async (signal) => {
    const { stdin: input, stdout: output } = process;
    const tell = (text: string): void => host.terminal.err(text);
    await serveStdio(version, rules, parts, { input, output, tell }, signal);
    return EXIT.ok;
  });
}

function readAllowed(
  allow: readonly string[],
  permissions: readonly string[],
): ReadonlySet<string> {
  const names = allow.flatMap((text) => text.split(',')).map((name) => name.trim());
  if (names.includes('all')) return new Set(permissions);
  const wrong = names.find((name) => !permissions.includes(name));
  if (wrong === undefined) return new Set(names);
  throw new UserError({
    code: 'bad-option',
    message: `--allow takes ${permissions.join(', ')} or all, with commas between; found ${JSON.stringify(wrong)}.`,
    remedy: 'For example: perf-harness mcp --allow run,compare',
  });
}
