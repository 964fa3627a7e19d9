import { type Host, worktrees } from 'perf-harness/plugin';
import { z } from 'zod';
import { readContext } from '../context/read-optimization-context-file.ts';
import { programOf, programSettingsSchema } from '../generators/external-program-settings.ts';
import type { AnswerStore } from '../generators/run-external-program.ts';
import { createCommandReviewer, type Reviewer } from './plan-reviewer.ts';

/** Folders that answers of reviewers are recorded in, or replayed from. */
export interface ReviewRecordings {
  readonly contextFile: string;
  readonly record: string | undefined;
  /** Takes precedence over `record`; no reviewer is run then. */
  readonly replay: string | undefined;
}

/** Reviewers with their temporary folder, which `close` removes. */
export interface OpenReviewers {
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
