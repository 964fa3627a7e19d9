import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import type { tools } from 'perf-harness/plugin';
import { z } from 'zod';
import { CallRefused, type CallRules, callTool } from './call-tool.ts';
import { collectTools } from './collect-tools.ts';
import type { McpServerDependencies } from './mcp-server-dependencies.ts';
import type { McpTool } from './mcp-tool.ts';
import { addPrompts } from './register-mcp-prompts.ts';
import { addResources } from './resources/register-mcp-resources.ts';

const INSTRUCTIONS = `Measures the software of this project and reports, with stated error rates, whether a change made it faster.
Start with list_scenarios. run shows the current performance; profile and map show where the time goes.
To prove a gain, change the code, then compare with base HEAD; gate reports gains by the same rule. Report a gain only if gain.confirmed is true.
Tools that measure or write must be allowed by whoever started the server.`;

/** Shortest interval between progress notifications, milliseconds. */
const EVERY_MS = 250;

/** Opens the MCP server of one connection; rules and parts are shared by all connections. */
export function openMcpServer(
  version: string,
  rules: CallRules,
  parts: McpServerDependencies,
  onDefect: (error: unknown) => void,
): Server {
  const server = new Server(
    { name: 'perf-harness', title: 'perf-harness', version },
    {
      capabilities: { tools: {}, resources: {}, prompts: {} },
      instructions: INSTRUCTIONS,
    },
  );
  const served = collectTools(parts.source);
  server.setRequestHandler(ListToolsRequestSchema, async () => ({
    tools: served.map(described),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const tool = served.find(({ name }) => name === params.name);
    if (tool === undefined) throw unknownTool(params.name, served);
    const token = params._meta?.progressToken;
    let progress = 0;
    let toldMs = Number.NEGATIVE_INFINITY;
    const tell = (message: string, isUrgent: boolean): void => {
      const nowMs = performance.now();
      if (token === undefined || (!isUrgent && nowMs - toldMs < EVERY_MS)) return;
      toldMs = nowMs;
      progress += 1;
      const said = { progressToken: token, progress, message };
      // Fails where the client has disconnected.
      extra
        .sendNotification({ method: 'notifications/progress', params: said })
        .catch(() => undefined);
    };
    const call = {
      signal: extra.signal,
      onProgress: (event: Parameters<typeof progressText>[0]) => {
        const text = progressText(event);
        if (text !== null) tell(text, event.type !== 'trial-finished');
      },
      onWait: (before: number) => tell(`waiting; calls ahead in the queue: ${before}`, true),
    };
    try {
      return toResult(await callTool(tool, params.arguments, { rules, parts }, call));
    } catch (error) {
      if (error instanceof CallRefused) return refusal(error.message);
      if (extra.signal.aborted)
        return refusal(`${tool.name} was cancelled; the measurements so far are stored.`);
      onDefect(error);
      return refusal(
        `${tool.name} failed because of a bug in perf-harness: ${(error as Error).message}`,
      );
    }
  });
  addResources(server, parts);
  addPrompts(server);
  return server;
}

function described(tool: McpTool) {
  const { name, title, description, effects, permission, input, output } = tool;
  const needs = permission === null ? '' : ` Needs --allow ${permission}.`;
  return {
    name,
    title,
    description: `${description}${needs}`,
    inputSchema: jsonSchema(input),
    outputSchema: { ...(tool.outputSchema ?? jsonSchema(output)), type: 'object' as const },
    annotations: { title, ...effects },
  };
}

function jsonSchema(schema: z.ZodType): { type: 'object' } {
  return z.toJSONSchema(schema) as { type: 'object' };
}

function toResult({ structured, text, links = [] }: tools.ToolAnswer<unknown>) {
  return {
    structuredContent: structured as Record<string, unknown>,
    content: [
      { type: 'text' as const, text: `${gainLine(structured)}${text}` },
      ...links.map((link) => ({ type: 'resource_link' as const, ...link })),
    ],
  };
}

/** Gain as text, for clients that read only text. */
function gainLine(structured: unknown): string {
  const { gain } = structured as { readonly gain?: tools.Gain };
  if (gain === undefined) return '';
  const { confirmed, statement, to_confirm: open } = gain;
  const call =
    open === null
      ? ''
      : ` To reach a conclusion, call compare with ${JSON.stringify(open.arguments)}; this needs ${open.needs}.`;
  return `gain confirmed=${confirmed} ${statement}${call}\n`;
}

function refusal(text: string) {
  return { isError: true, content: [{ type: 'text' as const, text }] };
}

function unknownTool(name: string, tools: readonly McpTool[]): McpError {
  const known = tools.map((tool) => tool.name).join(', ');
  return new McpError(
    ErrorCode.InvalidParams,
    `There is no tool ${JSON.stringify(name.slice(0, 100))}. Available tools: ${known}.`,
  );
}

/** Progress message for an agent that waits; null: the event is of no use to it. */
function progressText(event: tools.ProgressEvent): string | null {
  switch (event.type) {
    case 'scenario-started':
      return `${event.scenario}: started, ${event.position + 1} of ${event.total}`;
    case 'waiting':
      return `waiting for ${event.holder}, which is measuring on this machine`;
    case 'unit-progress':
      return `${event.scenario}: ${event.text}`;
    case 'trial-finished':
      return `${event.scenario}: trial ${event.done}${left(event.leftMs)}`;
    case 'pair-finished':
      return `${event.scenario}: pair ${event.pairs} of the ${event.stage}`;
    case 'suite-progress':
      return event.total > 1
        ? `${event.open} of ${event.total} scenarios remain${left(event.leftMs)}`
        : null;
    case 'pair-profiled':
      return `${event.scenario}: pair ${event.pairs} of at most ${event.most} profiled`;
    case 'scenario-finished':
      return `${event.record.scenario}: ${event.record.verdict}`;
  }
}

function left(milliseconds: number | null): string {
  return milliseconds === null ? '' : `, ${Math.ceil(milliseconds / 1_000)} s left`;
}
