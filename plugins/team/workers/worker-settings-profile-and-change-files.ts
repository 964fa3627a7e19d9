import { join } from 'node:path';
import { coreSchemas, type Host, storage, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import {
  type Hypothesis,
  hypothesisSchema,
  NO_PROGRAMS,
  programsSchema,
} from '../../optimize/index.ts';
import type { SessionPaths } from '../session/session-artifact-paths.ts';
import type { Workstream } from '../session/workstream.ts';

/** Session subfolder of files that only workers read; in it, a folder per planning workstream. */
const WORK_FOLDER = 'work';

const settingsSchema = z.object({
  programs: programsSchema,
  /** The weakest evidence for a change that is taken. */
  accept: z.enum(['proven', 'guarded', 'checked']),
});
/** Settings of a team, as requested when it began. */
export type TeamSettings = z.infer<typeof settingsSchema>;

export const DEFAULT_TEAM_SETTINGS: TeamSettings = { programs: NO_PROGRAMS, accept: 'checked' };

const profiledScenarioSchema = z.object({
  scenario: z.string(),
  metric: z.string(),
  map: coreSchemas.performanceMap,
});
/** A profiled scenario, with the metric of its time. */
export type ProfiledScenario = z.infer<typeof profiledScenarioSchema>;

/** Scenario and metric by which an improvement is judged. */
export type ScenarioMetric = Pick<ProfiledScenario, 'scenario' | 'metric'>;

const profileSchema = z.object({
  scenarios: z.array(profiledScenarioSchema).readonly(),
  /** Folders and files that changes are to be in; empty: anywhere. */
  places: z.array(z.string()).readonly(),
});
/** Results of a profiler that its report does not contain. */
export type WorkstreamProfile = z.infer<typeof profileSchema>;

/** The changes that each improvement of a plan is made of, by the id of the improvement. */
export type ChangesByOptimization = Readonly<Record<string, readonly Hypothesis[]>>;

export type WorkerFiles = ReturnType<typeof openWorkerFiles>;

/** Files that workers pass to each other in addition to their artefacts. */
export function openWorkerFiles({ files }: Pick<Host, 'files'>, { artefact }: SessionPaths) {
  /** Path of a private file of a workstream's worker, absolute. */
  const path = (workstream: Workstream, name: string): string =>
    join(artefact(WORK_FOLDER), workstream, name);
  const settings = join(artefact(WORK_FOLDER), 'settings.json');
  const save = (to: string, value: unknown): void =>
    files.writeAtomic(to, `${JSON.stringify(value, null, 1)}\n`);
  const load = <T>(from: string, schema: z.ZodType<T>): T => {
    const parsed = schema.safeParse(storage.tryParseJson(files.read(from)));
    if (parsed.success) return parsed.data;
    throw new UserError({
      code: 'team-work-damaged',
      message: `${from} is missing or unreadable.`,
      remedy:
        'Repeat the PROFILE or STRATEGY task that creates the file: perf-harness team revise.',
    });
  };
  return {
    path,
    settings: (): TeamSettings =>
      files.isFile(settings) ? load(settings, settingsSchema) : DEFAULT_TEAM_SETTINGS,
    saveSettings: (value: TeamSettings) => save(settings, value),
    profile: async (workstream: Workstream) =>
      load(path(workstream, 'profile.json'), profileSchema),
    saveProfile: (workstream: Workstream, value: WorkstreamProfile) =>
      save(path(workstream, 'profile.json'), value),
    changes: async (workstream: Workstream): Promise<ChangesByOptimization> =>
      load(path(workstream, 'changes.json'), z.record(z.string(), z.array(hypothesisSchema))),
    saveChanges: (workstream: Workstream, value: ChangesByOptimization) =>
      save(path(workstream, 'changes.json'), value),
  };
}
