import { z } from 'zod';
import { loadConfig } from '../harness/scenario/config.ts';
import { callOf } from '../registry/command.ts';
import type { Plugin } from '../registry/plugin.ts';
import type { LongTool } from '../registry/tool.ts';
import { flagsOf, inputOf } from './command-input.ts';
import type { JobStatus, WorkEnd } from './jobs/jobs.ts';
import { viewedAnswer } from './measure/answer-text.ts';
import { refuseOutside } from './measure/inside-project.ts';
import { READS, type Tool, type ToolAnswer } from './tool.ts';

const statusSchema = z.object({
  state: z.enum(['none', 'running', 'ended', 'paused', 'failed', 'stopped']),
  target: z.string().nullable(),
  told: z.array(z.string()).describe('What it said last, oldest first.'),
  problem: z.string().nullable(),
  waits_for: z.string().nullable().describe('Paused: what somebody has to approve.'),
});

/** Tools that begin a long work of a plugin, report its state and end it. */
export function longTools(
  plugin: Plugin,
  tool: LongTool,
  permission: string | null,
): readonly Tool[] {
  const { command, name } = tool;
  const answer = (status: JobStatus<WorkEnd>) => answerFor(status, tool, plugin);
  const common = { measures: false, output: statusSchema } as const;
  return [
    {
      ...common,
      ...tool.start,
      name: `${name}_start`,
      permission,
      effects: {
        ...READS,
        readOnlyHint: false,
        destructiveHint: true,
        idempotentHint: false,
        openWorldHint: true,
      },
      input: inputOf(tool),
      call: async (input, { host, parts }) => {
        const flags = flagsOf(input, command.options);
        const subject = tool.subjectOf(flags);
        refuseOutside(host, host.cwd, tool.pathsOf?.(flags) ?? []);
        const jobs = parts.jobs.of(tool);
        jobs.start(subject, async (signal, say) => {
          // That of the call ends with the call.
          const own = parts.openHost();
          const progress = { say, log: say, measuring: () => undefined };
          try {
            const config = await loadConfig(own, own.cwd);
            const call = callOf(own, command.options, { flags });
            const context = { ...call, config, signal, progress, confirm: null };
            const { document, waitsFor } = await command.run(context);
            if (waitsFor !== undefined) return { type: 'paused', waitsFor };
            if (document === undefined) throw new Error(`${name} gave no document`);
            return { type: 'ended', document };
          } finally {
            await own.processes.close();
          }
        });
        return answer(jobs.status());
      },
    },
    {
      ...common,
      ...tool.status,
      name: `${name}_status`,
      permission: null,
      effects: READS,
      input: z.strictObject({}),
      call: async (_, { parts }) => answer(parts.jobs.of(tool).status()),
    },
    {
      ...common,
      ...tool.stop,
      name: `${name}_stop`,
      permission,
      effects: { ...READS, readOnlyHint: false },
      input: z.strictObject({}),
      call: async (_, { parts }) => {
        const jobs = parts.jobs.of(tool);
        await jobs.stop();
        return answer(jobs.status());
      },
    },
  ];
}

async function answerFor(
  { state, target, told, end, problem }: JobStatus<WorkEnd>,
  { noun }: LongTool,
  plugin: Plugin,
): Promise<ToolAnswer<z.infer<typeof statusSchema>>> {
  const report = end?.type === 'ended' ? await viewedAnswer(end.document, plugin) : '';
  const text = [`${noun} ${state}`, ...(problem === null ? [] : [problem]), ...told].join('\n');
  const waitsFor = end?.type === 'paused' ? end.waitsFor : null;
  return {
    structured: { state, target, told: [...told], problem, waits_for: waitsFor },
    text: `${text}\n${report}`,
  };
}
