import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
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
import type { CallRules } from '../call-tool.ts';
import { openMcpServer } from '../mcp-server.ts';
import {
  composeMcpServerDependencies,
  type McpServerDependencies,
} from '../mcp-server-dependencies.ts';
import type { MCP_OPTIONS } from './mcp-command-options.ts';

const HTTP_PORT = 8_788;
const PORT = configuration.wholeNumber('a port from 0 to 65535', 0, 65_535);
/** Concurrent calls that read, and queue lengths beyond which calls are refused. */
const READ_AT_ONCE = 4;
const READS_WAITING = 64;
const MEASUREMENTS_WAITING = 4;

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
    const { serveMcpOverHttp } = await import('../http/http-mcp-server.ts');
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

/** Input and output streams of the transport. */
type Stream<N extends 0 | 1> = NonNullable<ConstructorParameters<typeof StdioServerTransport>[N]>;

/** A line that is longer is no call. */
const LONGEST_LINE = 4 * 1024 * 1024;

/** Serves one client over standard streams until it leaves or the signal aborts; ends its work. */
async function serveStdio(
  version: string,
  rules: CallRules,
  parts: McpServerDependencies,
  streams: {
    readonly input: Stream<0>;
    readonly output: Stream<1>;
    readonly tell: (text: string) => void;
  },
  signal: AbortSignal,
): Promise<void> {
  const { input, output, tell } = streams;
  const door = openMcpServer(version, rules, parts, (error) =>
    tell(`defect: ${String((error as Error).stack)}\n`),
  );
  const transport = new StdioServerTransport(input, output, { maxBufferSize: LONGEST_LINE });
  const gone = new Promise<void>((resolve) => {
    input.once('end', resolve);
    input.once('close', resolve);
    output.once('error', () => resolve());
    output.once('close', resolve);
    door.onclose = resolve;
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  // A line that is not a message is skipped: the next line may be one.
  door.onerror = (error) => tell(`not understood: ${error.message.slice(0, 200)}\n`);
  await door.connect(transport);
  await gone;
  await door.close();
  await Promise.all(parts.jobs.all().map((jobs) => jobs.stop()));
}
