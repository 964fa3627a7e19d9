import {
  type CommandContext,
  configuration,
  EXIT,
  harnessVersion,
  type Outcome,
  processes,
  type tools,
  UserError,
} from 'perf-harness/plugin';
import { composeMcpServerDependencies } from '../mcp-server-dependencies.ts';
import { serveStdio } from '../serve-stdio.ts';
import type { MCP_OPTIONS } from './mcp-command-options.ts';

/** Default port. */
const HTTP_PORT = 8_788;
const PORT = configuration.wholeNumber('a port from 0 to 65535', 0, 65_535);
/** Concurrent calls that read, and queue lengths beyond which calls are refused. */
const READ_AT_ONCE = 4;
const READS_WAITING = 64;
const MEASUREMENTS_WAITING = 4;

/** `perf-harness mcp`: the server for agents. */
export async function runMcp(
  { host, flags, options, signal }: CommandContext<typeof MCP_OPTIONS>,
  source: tools.ToolSource,
): Promise<Outcome> {
  const { http } = flags;
  const port = typeof http === 'string' ? PORT.read(http, '--http') : HTTP_PORT;
  const rules = {
    allowed: readAllowed(options.allow, source.permissions),
    measuring: processes.createConcurrencyLimit(1, MEASUREMENTS_WAITING),
    reading: processes.createConcurrencyLimit(READ_AT_ONCE, READS_WAITING),
  };
  const parts = composeMcpServerDependencies(host, source);
  const version = harnessVersion(host);
  if (http !== undefined) {
    const { serveMcpOverHttp } = await import('./serve-mcp-over-http.ts');
    await serveMcpOverHttp(host, port, { version, rules, parts }, signal);
  } else {
    const { stdin: input, stdout: output } = process;
    const tell = (text: string): void => host.terminal.err(text);
    await serveStdio(version, rules, parts, { input, output, tell }, signal);
  }
  return { exitCode: EXIT.ok };
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
    message: `--allow takes ${permissions.join(', ')} or all, separated by commas; found ${JSON.stringify(wrong)}.`,
    remedy: 'For example: perf-harness mcp --allow run,compare',
  });
}
