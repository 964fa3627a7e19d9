import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { CallRules } from './call-tool.ts';
import { openMcpServer } from './mcp-server.ts';
import type { McpServerDependencies } from './mcp-server-dependencies.ts';

/** Input and output streams of the transport. */
type Stream<N extends 0 | 1> = NonNullable<ConstructorParameters<typeof StdioServerTransport>[N]>;

/** A line that is longer is no call. */
const LONGEST_LINE = 4 * 1024 * 1024;

/** Serves one client over standard streams until it leaves or the signal aborts; ends its work. */
export async function serveStdio(
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
