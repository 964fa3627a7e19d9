import type { Host } from '../../harness/host.ts';
import { harnessVersion } from '../../harness/machine/harness-version.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { loadConfig } from '../../harness/scenario/config.ts';
import { createTurns } from '../../mcp/limits/turns.ts';
import { type McpWords, readMcp } from '../../mcp/options.ts';
import { serveStdio } from '../../mcp/serve-stdio.ts';
import { permissionsOf } from '../../mcp/tool.ts';
import { configuredPlugins } from '../../registry/configured-plugins.ts';
import { OFFICIAL_PLUGINS } from '../../registry/official-plugins.ts';
import { composeDoor } from '../compose-mcp.ts';
import { TEAM_WORK } from '../compose-team-door.ts';
import { untilInterrupted } from '../under-way/measuring.ts';

/** Calls that read at once, and calls that may wait: beyond that they are refused. */
const READ_AT_ONCE = 4;
const READS_WAITING = 64;
const MEASUREMENTS_WAITING = 4;

/** `perf-harness mcp`: the door for agents. */
export async function mcpCommand(host: Host, words: McpWords): Promise<ExitCode> {
  const config = await loadConfig(host, host.cwd);
  const plugins = [...OFFICIAL_PLUGINS, ...(await configuredPlugins(config))];
  const { allowed, port } = readMcp(words, permissionsOf(plugins));
  const rules = {
    allowed,
    measuring: createTurns(1, MEASUREMENTS_WAITING),
    reading: createTurns(READ_AT_ONCE, READS_WAITING),
  };
  if (port !== null) {
    const { serveMcpOverHttp } = await import('./mcp-over-http.ts');
    return serveMcpOverHttp(host, port, rules, plugins);
  }
  const parts = composeDoor(host, TEAM_WORK, plugins);
  const version = harnessVersion(host);
  return untilInterrupted(host, async (signal) => {
    const { stdin: input, stdout: output } = process;
    const tell = (text: string): void => host.terminal.err(text);
    await serveStdio(version, rules, parts, { input, output, tell }, signal);
    return EXIT.ok;
  });
}
