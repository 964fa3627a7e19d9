import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import { tools } from 'perf-harness/plugin';
import { z } from 'zod';
import { CallRefused, type CallRules, callTool, isAllowed } from './call-tool.ts';
import { collectTools } from './collect-tools.ts';
import type { McpServerDependencies, McpTool } from './mcp-server-dependencies.ts';
import { addPrompts } from './register-mcp-prompts.ts';
import { addResources } from './resources/register-mcp-resources.ts';

const INSTRUCTIONS = `Measures the software of this project and reports, with stated error rates, whether a change made it faster.
Start with list_scenarios, then explain a scenario before you change it. To prove a gain, change the code, then call prove, or compare with base HEAD. Report a gain only if outcome is proven-faster or gain.confirmed is true.`;

/** Shortest interval between progress notifications, milliseconds. */
const EVERY_MS = 250;

/** Opens the MCP server of one connection; rules and parts are shared by all connections. */
export function openMcpServer(
  version: string,
  rules: CallRules,
  parts: McpServerDependencies,
  onDefect: (error: unknown) => void,
): Server {
  const all = collectTools(parts.source);
  const names = all.map(({ name }) => name);
  const served = all.filter(({ permission }) => isAllowed(permission, rules.allowed));
  const server = new Server(
    { name: 'perf-harness', title: 'perf-harness', version },
    {
      capabilities: { tools: {}, resources: {}, prompts: {} },
      instructions: instructionsFor(all, rules.allowed),
    },
  );
  server.setRequestHandler(ListToolsRequestSchema, async () => ({
    tools: served.map(described),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const tool = all.find(({ name }) => name === params.name);
    if (tool === undefined) throw unknownTool(params.name, served);
    const token = params._meta?.progressToken;
    let progress = 0;
    let toldMs = Number.NEGATIVE_INFINITY;
    const tell = (message: string, isUrgent: boolean): void => {
      const nowMs = performance.now();
      if (token === undefined || (!isUrgent && nowMs - toldMs < EVERY_MS)) return;
      toldMs = nowMs;
      progress += 1;
      const params = { progressToken: token, progress, message };
      // Fails where the client has disconnected.
      extra.sendNotification({ method: 'notifications/progress', params }).catch(() => undefined);
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
      return toResult(await callTool(tool, params.arguments, { rules, parts, names }, call));
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

/** Instructions for the client, with the permissions that it lacks. */
function instructionsFor(all: readonly McpTool[], allowed: ReadonlySet<string>): string {
  const missing = new Set(
    all.flatMap(({ permission }) => permission ?? []).filter((word) => !allowed.has(word)),
  );
  if (missing.size === 0) return INSTRUCTIONS;
  return `${INSTRUCTIONS}\nNot allowed here, and so not listed: ${[...missing].join(', ')}. Whoever starts the server can allow these.`;
}

/**
 * A tool as it is listed. Structured answers need no schema: it would cost more than everything
 * else, and their keys say what they are.
 */
function described({ name, description, effects, input }: McpTool) {
  const annotations = Object.entries(effects).filter(
    ([hint, value]) =>
      DEFAULT_HINTS[hint as keyof typeof effects] !== value &&
      !(effects.readOnlyHint && ABOUT_WRITES.includes(hint)),
  );
  return {
    name,
    description,
    inputSchema: jsonSchema(input),
    annotations: Object.fromEntries(annotations),
  };
}

/** Hints that mean nothing where a tool only reads. */
const ABOUT_WRITES: readonly string[] = ['destructiveHint', 'idempotentHint'];

/** Hints that the protocol assumes of a tool that states none, so these need not be listed. */
const DEFAULT_HINTS: McpTool['effects'] = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: false,
  openWorldHint: true,
};

/** Keywords that no client needs: the server refuses what they exclude, and says why. */
const UNLISTED = ['additionalProperties', 'maxItems', 'minLength', 'maxLength'] as const;

function jsonSchema(schema: z.ZodType): { type: 'object' } {
  const { $schema: _, ...listed } = z.toJSONSchema(schema, {
    override: ({ jsonSchema: part }) => {
      for (const keyword of UNLISTED) delete part[keyword];
    },
  });
  return { ...listed, type: 'object' };
}

function toResult({ structured, text, links = [] }: tools.ToolAnswer<unknown>) {
  return {
    structuredContent: tools.roundNumbers(structured) as Record<string, unknown>,
    content: [
      { type: 'text' as const, text: `${gainLine(structured)}${text}` },
      ...links.map((link) => ({ type: 'resource_link' as const, ...link })),
    ],
  };
}

/** Characters of a statement, which may name each metric of each scenario. */
const LONGEST_STATEMENT = 250;

/** Gain as text, for clients that read only text. */
function gainLine(structured: unknown): string {
  const { gain } = structured as { readonly gain?: tools.Gain };
  if (gain === undefined) return '';
  const { confirmed, statement, to_confirm: open } = gain;
  const call =
    open === null
      ? ''
      : ` To reach a conclusion, call compare with ${argumentsText(open.arguments)}; this needs ${open.needs}.`;
  return `gain confirmed=${confirmed} ${statement.slice(0, LONGEST_STATEMENT)}${call}\n`;
}

const LONGEST_ARGUMENTS = 120;

function argumentsText({ base, ...others }: Readonly<Record<string, unknown>>): string {
  const whole = JSON.stringify({ base, ...others });
  return whole.length <= LONGEST_ARGUMENTS
    ? whole
    : `${JSON.stringify({ base })} and the same scenarios`;
}

function refusal(text: string) {
  return { isError: true, content: [{ type: 'text' as const, text }] };
}

function unknownTool(name: string, served: readonly McpTool[]): McpError {
  const known = served.map((tool) => tool.name).join(', ');
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
    case 'scenario-decided':
      return `${event.scenario}: ${event.comparisons.map(({ metric, verdict }) => `${metric} ${verdict}`).join(', ')}`;
    case 'pair-profiled':
      return `${event.scenario}: pair ${event.pairs} of at most ${event.most} profiled`;
    case 'scenario-finished':
      return `${event.record.scenario}: ${event.record.verdict}`;
  }
}

function left(milliseconds: number | null): string {
  return milliseconds === null ? '' : `, ${Math.ceil(milliseconds / 1_000)} s left`;
}
