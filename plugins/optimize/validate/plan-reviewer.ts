import { join } from 'node:path';
import { type Host, UserError, worktrees } from 'perf-harness/plugin';
import { z } from 'zod';
import type { ContextBlock } from '../context/optimization-context-block-schema.ts';
import { readContext } from '../context/read-optimization-context-file.ts';
import type { ExternalProgram } from '../generators/external-program.ts';
import { programOf, programSettingsSchema } from '../generators/external-program-settings.ts';
import { type AnswerStore, runExternalProgram } from '../generators/run-external-program.ts';
import { REVIEW_AREAS } from './plan-check-types.ts';

const opinionSchema = z.object({
  area: z.enum(REVIEW_AREAS),
  hypothesis: z
    .string()
    .nullable()
    .describe('Hypothesis id; null means applies to the whole plan.'),
  claim: z.enum(['concern', 'invalid', 'file_missing']),
  detail: z.string().trim().min(1).max(2000),
});
export type ReviewOpinion = z.infer<typeof opinionSchema>;

const reviewSchema = z.object({
  verdict: z.enum(['approve', 'reject']),
  opinions: z.array(opinionSchema).max(200),
  summary: z.string().max(4000).default(''),
});
export type Review = z.infer<typeof reviewSchema>;

/** Reviewer that gives a second opinion on a plan (V813-13). */
export interface Reviewer {
  readonly id: string;
  /** @throws UserError where it cannot answer. */
  readonly review: (block: ContextBlock, signal: AbortSignal) => Promise<Review>;
}

/** Hard limit of a reviewer, milliseconds (V813-13). */
export const REVIEW_LIMIT_MS = 900_000;

interface ReviewerEnvironment {
  readonly host: Host;
  /** Working directory, which contains none of the user's files. */
  readonly folder: string;
  readonly recording: AnswerStore | null;
}

type ReviewerProgram = Omit<ExternalProgram, 'timeoutMs'> & { readonly timeoutMs?: number };

/** Runs a program for a review, in a folder of its own. @throws UserError if it cannot answer. */
export async function askReviewer(
  program: ReviewerProgram,
  { host, folder, recording }: ReviewerEnvironment,
  { input, signal }: { readonly input: unknown; readonly signal: AbortSignal },
): Promise<unknown> {
  const { id, timeoutMs = REVIEW_LIMIT_MS } = program;
  const cwd = join(folder, id);
  host.files.makeFolder(cwd);
  const { output } = await runExternalProgram(
    host,
    { ...program, timeoutMs: Math.min(timeoutMs, REVIEW_LIMIT_MS) },
    { input, cwd, home: join(cwd, 'home'), recording, signal },
  );
  return output;
}

/** Any external program as a reviewer: the context's block on stdin, a review on stdout. */
export function createCommandReviewer(
  program: ReviewerProgram,
  place: ReviewerEnvironment,
): Reviewer {
  const { id } = program;
  return {
    id,
    review: async (context, signal) => {
      const input = { schema: 'perf-harness/review-request@1', areas: REVIEW_AREAS, context };
      const parsed = reviewSchema.safeParse(await askReviewer(program, place, { input, signal }));
      if (parsed.success) return parsed.data;
      throw new UserError({
        code: 'review-malformed',
        message: `The review by ${id} is malformed: ${z.prettifyError(parsed.error)}`,
        remedy: 'See the documentation page on hypotheses for the reviewer output format.',
        cause: parsed.error,
      });
    },
  };
}

/** Folders that answers of reviewers are recorded in, or replayed from. */
interface ReviewRecordings {
  readonly contextFile: string;
  readonly record: string | undefined;
  /** Takes precedence over `record`; no reviewer is run then. */
  readonly replay: string | undefined;
}

/** Reviewers with their temporary folder, which `close` removes. */
interface OpenReviewers {
  readonly reviewers: readonly Reviewer[];
  readonly close: () => void;
}

/** The reviewers that a list of settings, as JSON, names. */
export async function openReviewers(
  host: Host,
  settings: string,
  recordings: ReviewRecordings,
): Promise<OpenReviewers> {
  const programs = z.array(programSettingsSchema).parse(JSON.parse(settings));
  if (programs.length === 0) return { reviewers: [], close: () => undefined };
  const recording = recordingOf(host, recordings);
  const folder = worktrees.claimWorktreeFolder(host);
  return {
    reviewers: programs.map((program) =>
      createCommandReviewer(programOf(program), { host, folder, recording }),
    ),
    close: () => host.files.remove(folder),
  };
}

function recordingOf(
  host: Host,
  { contextFile, record, replay }: ReviewRecordings,
): AnswerStore | null {
  const { cycle } = readContext(host.files.read(contextFile) ?? '');
  const turn = `cycle-${cycle}-reviewer`;
  if (replay !== undefined) return { folder: replay, mode: 'replay', turn };
  return record === undefined ? null : { folder: record, mode: 'record', turn };
}
