import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { EXIT, type Host, processes, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import {
  type GeneratorContext,
  type HypothesisGenerator,
  type Research,
  researchSchema,
} from '../document/hypothesis.ts';
import { arrangeHypotheses, type Proposal } from './arrange-hypotheses.ts';
import { askProgram, type ProgramAnswer, type Recording } from './external-program.ts';
import { answerSchema, type ProgramProposals } from './program-answer.ts';
import { type ExternalProgram, trouble } from './program-contract.ts';
import { sameSteps } from './same-steps.ts';
import { openScratch } from './scratch.ts';
import { spentBefore, spentWords } from './spent.ts';
import { stateOf, stateOfOwnTree } from './state-of-project.ts';

/** Code of the error that nothing goes on after: a program wrote where it may only read. */
export const PROJECT_TOUCHED = 'project-touched';

/** Version of what a program is told. */
export const REQUEST_SCHEMA = 'perf-harness/hypotheses-request@1';

/** Ten minutes: a language model takes a few for a long answer. */
const DEFAULT_TIMEOUT_MS = 600_000;

/** A program that proposes changes, and where its answers are kept. */
export interface CommandGeneratorOptions extends Omit<ExternalProgram, 'timeoutMs'> {
  /** Default: 10 minutes. */
  readonly timeoutMs?: number;
  /** null: nothing is kept, and nothing can be replayed. */
  readonly recording: Recording | null;
  readonly host?: Host;
}

/**
 * Any external program as a generator. It runs in a copy of what is committed, without the network
 * and without secrets unless they are given to it; what it proposes is data that the core judges.
 */
export function commandGenerator(options: CommandGeneratorOptions): HypothesisGenerator {
  return { id: options.id, generate: (context) => generate(context, options) };
}

async function generate(
  context: GeneratorContext,
  options: CommandGeneratorOptions,
): Promise<Research> {
  const { root, map, local_findings: findings, exclude, accept = 'checked', signal } = context;
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
    spent: spentBefore(host.files, recording, program.id),
  };
  const answer = await askInCopy(host, program, { input, root, recording, signal });
  const parsed = answerSchema.safeParse(answer.output);
  if (!parsed.success) {
    const what = `answered something else than hypotheses: ${z.prettifyError(parsed.error)}`;
    throw trouble(program, what, 'Let it print what the page about hypotheses says.', parsed.error);
  }
  const { hypotheses, notes, spent, ...others } = parsed.data;
  const stepNow = recording?.mode === 'replay' ? sameSteps(answer.input, map.steps) : same;
  const arranged = arrangeHypotheses(withKeys(hypotheses).map(atSteps(stepNow)), {
    map,
    exclude,
    accept,
    isFile: (path) => host.files.isFile(join(root, path)),
  });
  return researchSchema.parse({
    ...others,
    ...arranged,
    flags: [
      ...arranged.flags,
      ...answer.remarks,
      ...notes.map((note) => `${program.id}: ${oneLine(note)}`),
      ...(spent === undefined ? [] : [`${program.id} took ${spentWords(spent)}.`]),
    ],
    recommended_target: others.target_metrics.wall_time_ms?.value ?? null,
    local_codebase_findings: findings,
    disclaimer: null,
  });
}

interface Question {
  readonly input: unknown;
  readonly root: string;
  readonly recording: Recording | null;
  readonly signal: AbortSignal;
}

interface AnsweredInCopy extends ProgramAnswer {
  /** What is to be told of it beside, a sentence each. */
  readonly remarks: readonly string[];
}

/** The program has a copy to read and to try things in; the project is as before, or nothing counts. */
async function askInCopy(
  host: Host,
  program: ExternalProgram,
  { input, root, recording, signal }: Question,
): Promise<AnsweredInCopy> {
  if (recording?.mode === 'replay') {
    const asked = { input, cwd: root, home: root, recording, signal };
    return { ...(await askProgram(host, program, asked)), remarks: [] };
  }
  const before = await stateOf(host, root, signal);
  const ownBefore = await stateOfOwnTree(host, root, signal);
  const { scratch, close } = await openScratch(host, root, signal);
  try {
    const place = { cwd: scratch.root, home: join(scratch.top, '..', 'home') };
    const answer = await askProgram(host, program, { input, ...place, recording, signal });
    const isSame = (await stateOfOwnTree(host, root, signal)) === ownBefore;
    return { ...answer, remarks: isSame ? [] : [`${OWN_TREE_CHANGED} ${program.id} was asked.`] };
  } finally {
    close();
    if (!signal.aborted && (await stateOf(host, root, signal)) !== before) {
      // biome-ignore lint/correctness/noUnsafeFinally: a program that wrote there may have done anything, whatever it answered.
      throw new UserError({
        code: PROJECT_TOUCHED,
        message: `The program of ${program.id} changed files of ${root}, which it may only read.`,
        remedy: 'Look at git status, undo what it did, and mend the program.',
        exitCode: EXIT.blocked,
      });
    }
  }
}

/** People work on while a loop runs, so that it is told and ends nothing. */
const OWN_TREE_CHANGED =
  'If that was not you, look at git status: files of your own tree changed while';

/** Names the steps of a proposal as the present map has them. */
function atSteps(stepNow: (id: string) => string): (proposal: Proposal) => Proposal {
  return (proposal) => ({
    ...proposal,
    bottleneck_addressed: stepNow(proposal.bottleneck_addressed),
    evidence: proposal.evidence.map(stepNow),
    premises: proposal.premises.map(({ text, measurement }) => ({
      text,
      measurement: measurement === null ? null : stepNow(measurement),
    })),
  });
}

const same = (id: string): string => id;

/** Nothing of a program moves the cursor of a terminal, or fills it. */
function oneLine(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > MOST_TOLD ? `${line.slice(0, MOST_TOLD)} …` : line;
}

/** Characters of a note. */
const MOST_TOLD = 400;

/** Keys in the place of ids, so that the same proposal is known again in another cycle. */
function withKeys(hypotheses: ProgramProposals['hypotheses']): readonly Proposal[] {
  const keys = new Map(hypotheses.map((one) => [one.id, one.key ?? keyOf(one)]));
  const keysOf = (ids: readonly string[]): string[] => ids.map((id) => keys.get(id) ?? id);
  return hypotheses.map(
    ({ id: _, ...one }, at): Proposal => ({
      ...one,
      key: hypotheses[at]?.key ?? keyOf(one),
      dependencies: keysOf(one.dependencies),
      conflicts_with: keysOf(one.conflicts_with),
      pair: one.pair === null ? null : (keys.get(one.pair) ?? one.pair),
      source: 'plugin',
      // What a program says of its own change is not believed.
      evidence_class: 'checked',
    }),
  );
}

function keyOf({
  description,
  files_to_modify: files,
  apply,
}: Pick<Proposal, 'description' | 'files_to_modify' | 'apply'>): string {
  const text = JSON.stringify([description.toLowerCase(), files.toSorted(), apply]);
  return `plugin:${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}
