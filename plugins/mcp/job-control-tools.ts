import { configuration, type LongTool, type Outcome, tools } from 'perf-harness/plugin';
import { z } from 'zod';
import type { JobResult, JobStatus } from './background-jobs-by-tool.ts';
import type { McpServerDependencies, McpTool } from './mcp-server-dependencies.ts';
import {
  type CommandArguments,
  createInputSchema,
  type PluginTools,
  readCommandArguments,
  readFlags,
  renderOutcome,
  runToolCommand,
} from './run-tool-as-cli-command.ts';

const statusSchema = z.object({
  state: z.enum(['none', 'running', 'ended', 'paused', 'failed', 'stopped']),
  target: z.string().nullable(),
  told: z.array(z.string()).describe('Latest messages, oldest first.'),
  problem: z.string().nullable(),
  waits_for: z.string().nullable().describe('If paused: the step that needs approval.'),
});

/** Changes code in a separate worktree, and runs programs of the project. */
const CHANGES = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: false,
  openWorldHint: true,
} as const;

/** Creates the tools that start a plugin's long job, report its state, send messages, stop it. */
export function createLongRunningTools(running: PluginTools, tool: LongTool): readonly McpTool[] {
  const { permission } = running;
  const { name, status, stop, others = [] } = tool;
  const common = { measures: false, output: statusSchema } as const;
  const answer = (parts: McpServerDependencies) =>
    jobAnswer(parts.jobs.of(tool).status(), tool, running);
  const about = (other: tools.WorkTool): McpTool => workTool(running, tool, other);
  const start = { ...tool.start, name: `${name}_start`, permission, effects: CHANGES };
  const startTool: McpTool = {
    ...start,
    ...common,
    ...('answer' in status && { output: z.looseObject({}) }),
    input: createInputSchema(tool),
    call: async (input, { host, parts }) => {
      const begun = begin(running, tool, readCommandArguments(tool, input, { host }), parts);
      return 'answer' in status
        ? workAnswer(await begun, { running, tool, other: status, parts })
        : answer(parts);
    },
  };
  const statusTool: McpTool =
    'answer' in status
      ? { ...about(status), permission: null, effects: tools.READ_ONLY }
      : {
          ...common,
          ...status,
          name: `${name}_status`,
          permission: null,
          effects: tools.READ_ONLY,
          input: z.strictObject({}),
          call: async (_, { parts }) => answer(parts),
        };
  if (stop === undefined) return [startTool, statusTool, ...others.map(about)];
  const stopTool: McpTool = {
    ...common,
    ...stop,
    name: `${name}_stop`,
    permission,
    effects: { ...tools.READ_ONLY, readOnlyHint: false },
    input: z.strictObject({}),
    call: async (_, { parts }) => {
      await parts.jobs.of(tool).stop();
      return answer(parts);
    },
  };
  return [startTool, statusTool, stopTool, ...others.map(about)];
}

/**
 * Starts a job that continues after the call.
 * @returns Its first outcome that others can read, else its last. @throws UserError where a job is
 * already running.
 */
function begin(
  { openCollections }: PluginTools,
  tool: LongTool,
  { words, flags }: CommandArguments,
  parts: McpServerDependencies,
): Promise<Outcome> {
  const { command } = tool;
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  // Prevents an unhandled rejection if nobody waits for the promise.
  promise.catch(() => undefined);
  parts.jobs.of(tool).start(tool.subjectOf(flags, words), async (signal, say) => {
    // The host of the call ends with the call.
    const outcome = parts.withHost(async (host) => {
      const config = await configuration.loadConfig(host, host.cwd);
      return command.run({
        ...tools.createCall(host, command.options, { flags, words }),
        config,
        openCollections: () => openCollections(host, config),
        signal,
        progress: { say, log: say, measuring: () => undefined },
        confirm: null,
        onBegun: resolve,
      });
    });
    outcome.then(resolve, reject);
    return endOf(await outcome, tool);
  });
  return promise;
}

function endOf({ document, waitsFor }: Outcome, { name }: LongTool): JobResult {
  if (waitsFor !== undefined) return { type: 'paused', waitsFor };
  if (document === undefined) throw new Error(`${name} returned no document`);
  return { type: 'ended', document };
}

/** Creates a tool for an existing job; a tool that sends it a message makes it continue. */
function workTool(running: PluginTools, tool: LongTool, other: tools.WorkTool): McpTool {
  const { permission } = running;
  const { name, title, description } = other;
  return {
    name,
    title,
    description,
    permission,
    measures: false,
    effects: CHANGES,
    input: createInputSchema(other),
    output: z.looseObject({}),
    call: async (input, context) => {
      const { parts } = context;
      const answering = { running, tool, other, parts };
      const outcome = await runToolCommand(
        running,
        other,
        readCommandArguments(other, input, context),
        context,
      );
      const { goesOnWith } = outcome;
      if (goesOnWith === undefined) return workAnswer(outcome, answering);
      if (parts.jobs.of(tool).status().state !== 'running') {
        const flags = readFlags(goesOnWith, tool.command.options);
        return workAnswer(await begin(running, tool, { words: [], flags }, parts), answering);
      }
      const { structured, text } = await workAnswer(outcome, answering);
      const when = `The work resumes once the ${tool.noun} currently running on this server has stopped.`;
      return { structured, text: `${when}\n${text}` };
    },
  };
}

async function workAnswer(
  outcome: Outcome,
  {
    running,
    tool,
    other,
    parts,
  }: {
    readonly running: PluginTools;
    readonly tool: LongTool;
    readonly other: tools.WorkTool;
    readonly parts: McpServerDependencies;
  },
): Promise<tools.ToolAnswer<unknown>> {
  const { document, text } = await renderOutcome(outcome, other, running);
  const { state, problem } = parts.jobs.of(tool).status();
  const work = { isRunning: state === 'running', problem };
  return { structured: other.answer(document, work), text };
}

async function jobAnswer(
  { state, target, told, end, problem }: JobStatus,
  { noun }: LongTool,
  { textOf }: PluginTools,
): Promise<tools.ToolAnswer<z.infer<typeof statusSchema>>> {
  const report = end?.type === 'ended' ? await textOf(end.document) : '';
  const text = [`${noun} ${state}`, ...(problem === null ? [] : [problem]), ...told].join('\n');
  const waitsFor = end?.type === 'paused' ? end.waitsFor : null;
  return {
    structured: { state, target, told: [...told], problem, waits_for: waitsFor },
    text: `${text}\n${report}`,
  };
}
