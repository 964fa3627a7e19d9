import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  type CommandContext,
  EXIT,
  type ExitCode,
  type Files,
  type Host,
  type Outcome,
  optionError,
  UserError,
} from 'perf-harness/plugin';
import type { Proof } from '../document/proof-document.ts';
import { openProofStore } from '../document/stored-proofs.ts';
import { proveChange } from '../prove/prove-change.ts';
import type { ProofSubject } from '../prove/resolve-change-to-prove.ts';
import { findContext } from '../validate/find-optimization-context-file.ts';
import { formatValidation } from '../validate/plan-validation-result.ts';
import { validatePlan } from '../validate/validate-plan.ts';
import { checkChanges } from './code-change-behavior-checks.ts';
import type { PROVE_OPTIONS } from './optimize-command-options.ts';

type ProveContext = CommandContext<typeof PROVE_OPTIONS>;

const EXIT_CODES: Readonly<Record<Proof['outcome'], ExitCode>> = {
  'proven-faster': EXIT.ok,
  differs: EXIT.failed,
  slower: EXIT.failed,
  'no-difference': EXIT.diagnosis,
  'not-decided': EXIT.blocked,
};

/** Maximum size of a patch in bytes; nobody reads more. */
const MOST_BYTES = 5_000_000;
const PATCH_NAME = /\.(?:diff|patch)$/iu;

/**
 * `perf-harness prove`.
 * @throws UserError (blocked) where the change may not be applied.
 */
export async function runProve(context: ProveContext): Promise<Outcome> {
  return proveSubject(context, await readSubject(context.host, context.words[0] ?? null));
}

/** Proves one change, and ends with the code of its outcome. */
async function proveSubject(
  { host, flags, config, signal, progress }: ProveContext,
  subject: ProofSubject,
): Promise<Outcome> {
  const document = await proveChange(host, {
    root: host.cwd,
    subject,
    tests: flags.tests ?? null,
    scenario: flags.scenario ?? null,
    metrics: flags.metric?.split(',').map((name) => name.trim()) ?? null,
    tryParts: flags.parts !== false,
    signal,
    check: checkChanges(host),
    report: progress.log,
  });
  // The answer matters more than its copy, which only the next brief and the dashboard read.
  try {
    openProofStore(host, config.stateFolder).save(document);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    progress.log(`The proof was not saved: ${error.message}`);
  }
  return { exitCode: exitCodeForProof(document), document };
}

/** The exit code that a proof ends the command with. */
export function exitCodeForProof({ outcome }: Pick<Proof, 'outcome'>): ExitCode {
  return EXIT_CODES[outcome];
}

/** True for `-`, existing files, and names that end in .diff or .patch. */
function isPatchArgument(
  { cwd, files }: { readonly cwd: string; readonly files: Pick<Files, 'isFile'> },
  argument: string,
): boolean {
  return argument === '-' || PATCH_NAME.test(argument) || files.isFile(resolve(cwd, argument));
}

async function readSubject(host: Host, argument: string | null): Promise<ProofSubject> {
  if (argument === null) return { type: 'working-tree' };
  if (isPatchArgument(host, argument)) {
    return { type: 'patch', name: argument, text: await patchText(host, argument) };
  }
  const [, base = '', dots, head = ''] = /^(.*?)(\.{2,3})(.*)$/u.exec(argument) ?? [];
  if (dots === undefined) return { type: 'revision', revision: argument };
  if (base + head === '' || /\.\.|^\//u.test(head)) {
    throw new UserError({
      code: 'ref-not-found',
      message: `"${argument}" is neither a range of two revisions nor a file.`,
      remedy: 'Write a range as base..head, or base...head from where they diverged.',
    });
  }
  return {
    type: 'range',
    base: base || 'HEAD',
    head: head || 'HEAD',
    dots: dots === '...' ? '...' : '..',
  };
}

async function patchText({ cwd, files }: Host, name: string): Promise<string> {
  if (name === '-') return text(process.stdin);
  const path = resolve(cwd, name);
  if (!files.isFile(path)) throw noPatch(`File ${name} does not exist.`);
  if (files.sizeOf(path) > MOST_BYTES) {
    throw noPatch(
      `${name} is larger than ${MOST_BYTES / 1_000_000} MB, too large for a patch.`,
      ' of sources',
    );
  }
  return files.read(path) ?? '';
}

function noPatch(message: string, what = ', or - for standard input'): UserError {
  return new UserError({
    code: 'no-patch',
    message,
    remedy: `Pass a file with a unified diff${what}.`,
  });
}

/**
 * `optimize validate`: checks a plan as the loop does, and writes corrections into it; or proves a
 * patch, as `prove` does.
 * @throws UserError (blocked) where there is no plan, several could be meant, or a patch may not be
 * applied.
 */
export async function runValidate(context: ProveContext): Promise<Outcome> {
  const { host, words, flags } = context;
  const argument = words[0] ?? null;
  if (argument !== null && isPatchArgument(host, argument)) {
    return proveSubject(context, await readSubject(host, argument));
  }
  const extra = Object.entries({ ...flags }).find(
    ([name, value]) =>
      ['scenario', 'tests', 'metric', 'reporter'].includes(name) && value !== undefined,
  );
  if (extra !== undefined) {
    throw optionError(
      `--${extra[0]} applies to a patch, but no patch is given.`,
      'Pass a file with a unified diff, or - for standard input.',
    );
  }
  return validateNamedPlan(context, argument);
}

async function validateNamedPlan(
  { host, signal }: ProveContext,
  slug: string | null,
): Promise<Outcome> {
  const contextFile = findContext(host, host.cwd, slug);
  const result = await validatePlan({ host, contextFile, root: host.cwd, signal });
  return {
    exitCode: result.verdict === 'NO_GO' ? EXIT.blocked : EXIT.ok,
    text: `${formatValidation(result)}\n`,
  };
}
