import { z } from 'zod';
import { answerText } from '../measure/answer-text.ts';
import { given } from '../measure/given.ts';
import { refuseOutside } from '../measure/inside-project.ts';
import { scenarioArgument, wordArgument } from '../schemas/words.ts';
import { defineTool, MEASURES } from '../tool.ts';

/** Causes and findings in an answer; the text has what else counts. */
const MOST_CAUSES = 5;
const MOST_FINDINGS = 20;
/** Between two words of how much was read, milliseconds. */
const TELL_EVERY_MS = 1_000;

const files = z.array(wordArgument).max(50);

export const investigate = defineTool({
  name: 'investigate',
  title: 'Investigate why a service became slow',
  description:
    'Reads logs, numbers of resources, the repository and configurations of a time: when it began to be slow, what changed then, and what speaks for and against each cause. Runs nothing but a scenario that reproduce names. A cause is one only where the conclusion is "established". Gigabytes and measuring take minutes. Its result is kept in the folder of the state.',
  permission: 'investigate',
  measures: false,
  measuresFor: ({ reproduce }) => (reproduce === undefined ? null : 'compare'),
  // Each call keeps another investigation, also one that measures nothing.
  effects: MEASURES,
  input: z.strictObject({
    since: wordArgument.describe(
      'Begin, an hour or more before it was slow: "2026-11-24T12:00Z", or "4h" ago.',
    ),
    until: wordArgument.optional().describe('End. Default: now.'),
    service: wordArgument.optional().describe('What is slow.'),
    trigger: z.enum(['threshold', 'complaints', 'rise', 'deployment', 'capacity']).optional(),
    environment: z.enum(['production', 'staging', 'development']).optional(),
    logs: files.describe('Logs in the project: files, folders or globs.'),
    metrics: files.optional().describe('Numbers of resources over time.'),
    log_format: wordArgument.optional().describe('Of nginx or Apache: its text, or their file.'),
    map: wordArgument.optional().describe('Fields of other formats: "time=1,value=4".'),
    repo: wordArgument
      .optional()
      .describe('Its git repository, in the project. Default: this one.'),
    deploys: wordArgument.optional().describe('Deployments: time,version,commit. Default: tags.'),
    settings: files.optional().describe('Configurations, each as before..after.'),
    reproduce: scenarioArgument
      .optional()
      .describe(
        'A scenario that is measured at up to three suspected commits, each against the one before it. Needs --allow compare too.',
      ),
  }),
  output: z.object({
    id: z.string(),
    conclusion: z.string(),
    onset: z.looseObject({}).nullable(),
    causes: z.array(z.looseObject({ title: z.string(), score: z.number() })),
    findings: z.array(z.string()),
  }),
  call: async (words, { host, signal, onProgress, parts }) => {
    const { log_format: logFormat, ...others } = words;
    refuseOutside(host, host.cwd, [
      ...words.logs,
      ...(words.metrics ?? []),
      ...[words.deploys, words.repo, words.reproduce, logFormat].filter(
        (word) => word !== undefined,
      ),
      ...(words.settings ?? []).flatMap((pair) => pair.split('..').filter((one) => one !== '')),
    ]);
    let [read, toldMs] = [0, host.clock.monotonicMs()];
    const report = await parts.investigate(host, given({ ...others, logFormat }), {
      signal,
      onProgress,
      onBytes: (bytes) => {
        read += bytes;
        if (host.clock.monotonicMs() - toldMs < TELL_EVERY_MS) return;
        toldMs = host.clock.monotonicMs();
        const text = `${Math.round(read / 1e6)} MB read`;
        onProgress({ type: 'unit-progress', scenario: 'investigate', text });
      },
    });
    const { id, conclusion, data, causes, findings } = report;
    const onset = data.state === 'completed' ? data.part.onset : null;
    return {
      structured: {
        id,
        conclusion,
        onset: onset === null ? null : { ...onset },
        causes: causes
          .slice(0, MOST_CAUSES)
          .map(({ change, ...cause }) => ({ ...cause, title: change.title, change })),
        findings: findings.slice(0, MOST_FINDINGS).map(({ message }) => message),
      },
      text: await answerText(report),
    };
  },
});
