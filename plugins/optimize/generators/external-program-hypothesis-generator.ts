import { join } from 'node:path';
import { EXIT, git, type Host, type measure, processes, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import type {
  GeneratorContext,
  HypothesisGenerator,
  Research,
} from '../document/optimization-hypothesis.ts';
import { buildResearch, sanitizeLine } from './build-research-from-external-proposals.ts';
import { createProgramError, type ExternalProgram } from './external-program.ts';
import {
  formatUsage,
  programProposalsSchema,
  readEarlierUsage,
} from './external-program-proposals-schema.ts';
import { flatSteps } from './functions-on-bottleneck-path.ts';
import {
  type AnswerStore,
  type ProgramAnswer,
  type ProgramRequest,
  runExternalProgram,
} from './run-external-program.ts';
import { openScratchCopy } from './temporary-repository-clone.ts';

/** Error code for a program that wrote where it may only read; it ends the loop. */
export const PROJECT_TOUCHED = 'project-touched';

const REQUEST_SCHEMA = 'perf-harness/hypotheses-request@1';

/** Ten minutes, since a language model needs a few for a long answer. */
const DEFAULT_TIMEOUT_MS = 600_000;

/** Program that proposes changes, and the storage of its answers. */
export interface CommandGeneratorOptions extends Omit<ExternalProgram, 'timeoutMs'> {
  /** Default: 10 minutes. */
  readonly timeoutMs?: number;
  /** null: answers are not stored and cannot be replayed. */
  readonly recording: AnswerStore | null;
  readonly host?: Host;
}

/**
 * Creates a generator from an external program. It runs in a copy of the committed files, without
 * network or secrets unless granted; its proposals are data that the core judges.
 */
export function createCommandGenerator(options: CommandGeneratorOptions): HypothesisGenerator {
  return { id: options.id, generate: (context) => generate(context, options) };
}

async function generate(
  context: GeneratorContext,
  options: CommandGeneratorOptions,
): Promise<Research> {
  const { root, map, local_findings: findings, exclude, signal } = context;
  const { tried = [], captured_calls = [] } = context;
  const host = options.host ?? processes.createHost();
  const program = { ...options, timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS };
  const { recording } = options;
  const input = {
    schema: REQUEST_SCHEMA,
    root: '.',
    map,
    local_findings: findings,
    exclude,
    tried,
    captured_calls,
    spent: readEarlierUsage(host.files, recording, program.id),
  };
  const question = { input, recording, signal };
  const { remarks, ...answer } =
    recording?.mode === 'replay'
      ? {
          ...(await runExternalProgram(host, program, { ...question, cwd: root, home: root })),
          remarks: [],
        }
      : await askInCopy(host, program, root, question);
  const parsed = programProposalsSchema.safeParse(answer.output);
  if (!parsed.success) {
    throw createProgramError(
      program,
      `returned something other than hypotheses: ${z.prettifyError(parsed.error)}`,
      'Make the program print its answer in the format described on the hypotheses page of the documentation.',
      parsed.error,
    );
  }
  const { spent, notes, ...proposals } = parsed.data;
  const stepNow =
    recording?.mode === 'replay' ? matchProfileSteps(answer.input, map.steps) : undefined;
  const flags = [
    ...remarks,
    ...notes.map((note) => `${program.id}: ${sanitizeLine(note)}`),
    ...(spent === undefined ? [] : [`${program.id} took ${formatUsage(spent)}.`]),
  ];
  return buildResearch(host, context, proposals, { flags, ...(stepNow && { stepNow }) });
}

/**
 * Runs the program in a copy of the project, with further notes for the user; fails if the project
 * itself was changed.
 */
async function askInCopy(
  host: Host,
  program: ExternalProgram,
  root: string,
  question: Omit<ProgramRequest, 'cwd' | 'home'>,
): Promise<ProgramAnswer & { readonly remarks: readonly string[] }> {
  const { signal } = question;
  const before = await readProjectState(host, root, signal);
  const ownBefore = await readWorkingTreeState(host, root, signal);
  const { scratch, close } = await openScratchCopy(host, root, signal);
  try {
    const place = { cwd: scratch.root, home: join(scratch.top, '..', 'home') };
    const answer = await runExternalProgram(host, program, { ...question, ...place });
    const isSame = (await readWorkingTreeState(host, root, signal)) === ownBefore;
    return { ...answer, remarks: isSame ? [] : [`${OWN_TREE_CHANGED} ${program.id} was running.`] };
  } finally {
    close();
    if (!signal.aborted && (await readProjectState(host, root, signal)) !== before) {
      // biome-ignore lint/correctness/noUnsafeFinally: a program that wrote there may have done anything, whatever it answered.
      throw new UserError({
        code: PROJECT_TOUCHED,
        message: `The program of ${program.id} changed files in ${root}, although it has read-only access there.`,
        remedy: 'Check git status, undo the changes, and fix the program.',
        exitCode: EXIT.blocked,
      });
    }
  }
}

/** A warning only, since people may edit their own tree while a loop runs. */
const OWN_TREE_CHANGED =
  'If you made no changes, check git status: files in your own tree changed while';

const placeSchema = z.object({
  id: z.string(),
  function: z.string(),
  location: z.string().nullable(),
  get children(): z.ZodArray<typeof placeSchema> {
    return z.array(placeSchema);
  },
});
type Place = z.infer<typeof placeSchema>;

/** Part of a generator's request that contains steps. */
const askedSchema = z.object({ map: z.object({ steps: z.array(placeSchema) }) });

/**
 * Returns a mapping from step ids of a recorded map to ids of another map, by function and
 * location, since each profile numbers its steps anew in order of time. Ids that belong to no step
 * are returned unchanged.
 */
export function matchProfileSteps(
  asked: unknown,
  steps: readonly measure.Step[],
): (id: string) => string {
  const recorded = askedSchema.safeParse(asked);
  if (!recorded.success) return (id) => id;
  const now = new Map<string, string>();
  for (const step of flatSteps(steps)) if (!now.has(nameOf(step))) now.set(nameOf(step), step.id);
  const before = new Map(flatSteps(recorded.data.map.steps).map((step) => [step.id, step]));
  return (id) => {
    const step = before.get(id);
    if (step === undefined) return id;
    return now.get(nameOf(step)) ?? `${id} of the recording`;
  };
}

function nameOf({ function: name, location }: Pick<Place, 'function' | 'location'>): string {
  return `${name} ${location}`;
}

/** Returns the commit, all project file changes, and git's configuration and hooks, as text. */
async function readProjectState(host: Host, root: string, signal: AbortSignal): Promise<string> {
  const options = { cwd: root, signal };
  const place = ['rev-parse', '--path-format=absolute', '--git-common-dir'];
  const repository = (await git.tryGit(host, place, options)).stdout.trim();
  const hooks = join(repository, 'hooks');
  const own = [
    join(repository, 'config'),
    ...host.files.list(hooks).map((name) => join(hooks, name)),
  ];
  const parts = await readGit(host, options, ['rev-parse', 'HEAD'], ['for-each-ref'], ...CHANGES);
  const texts = own.map((path) => `${path}\0${host.files.read(path)}`);
  return [...parts, ...texts].join('\0');
}

/**
 * Returns all differences from the last commit in the user's own working tree as one text; empty if
 * the repository has no such tree. The worktree of a loop is separate.
 */
async function readWorkingTreeState(
  host: Host,
  root: string,
  signal: AbortSignal,
): Promise<string> {
  const list = await git.tryGit(host, ['worktree', 'list', '--porcelain'], { cwd: root, signal });
  const cwd = /^worktree (.+)$/mu.exec(list.stdout)?.[1];
  if (cwd === undefined || !host.files.isFolder(cwd)) return '';
  return (await readGit(host, { cwd, signal }, ...CHANGES)).join('\0');
}

const CHANGES = [
  ['status', '--porcelain', '--untracked-files=all'],
  ['diff', '--no-ext-diff', 'HEAD'],
];

async function readGit(
  host: Host,
  options: { readonly cwd: string; readonly signal: AbortSignal },
  ...commands: readonly (readonly string[])[]
): Promise<readonly string[]> {
  const results = await Promise.all(commands.map((args) => git.tryGit(host, args, options)));
  return results.map(({ stdout }) => stdout);
}
