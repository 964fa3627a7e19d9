import { text } from 'node:stream/consumers';
import {
  type CommandContext,
  EXIT,
  type ExitCode,
  type Host,
  type Outcome,
} from 'perf-harness/plugin';
import type { PatchCheckReport } from '../document/patch-check-document.ts';
import { validatePatch } from '../patch/validate-patch.ts';
import { findContext } from '../validate/find-optimization-context-file.ts';
import { formatValidation } from '../validate/plan-validation-text.ts';
import { validatePlan } from '../validate/validate-plan.ts';
import { checkChanges } from './code-change-behavior-checks.ts';
import type { VALIDATE_OPTIONS } from './optimize-command-options.ts';
import { parseValidateOptions } from './parse-validate-options.ts';

type Context = CommandContext<typeof VALIDATE_OPTIONS>;

const EXIT_CODES: Readonly<Record<PatchCheckReport['outcome'], ExitCode>> = {
  faster: EXIT.ok,
  'tests-fail': EXIT.failed,
  differs: EXIT.failed,
  slower: EXIT.failed,
  'no-gain': EXIT.diagnosis,
  unjudged: EXIT.blocked,
};

/**
 * `optimize validate`: checks a plan as the loop does, and writes corrections into it; or judges a
 * patch.
 * @throws UserError (blocked) where there is no plan, several could be meant, or a patch may not be
 * applied.
 */
export async function runValidate(context: Context): Promise<Outcome> {
  const { host, words, flags } = context;
  const options = parseValidateOptions(host, words[0] ?? null, flags);
  return options.type === 'plan'
    ? validatePlanOf(context, options.slug)
    : validatePatchOf(context, options);
}

async function validatePlanOf({ host, signal }: Context, slug: string | null): Promise<Outcome> {
  const contextFile = findContext(host, host.cwd, slug);
  const result = await validatePlan({ host, contextFile, root: host.cwd, signal });
  return {
    exitCode: result.verdict === 'NO_GO' ? EXIT.blocked : EXIT.ok,
    text: `${formatValidation(result)}\n`,
  };
}

async function validatePatchOf(
  { host, signal, progress }: Context,
  { name, file, scenario }: Extract<ReturnType<typeof parseValidateOptions>, { type: 'patch' }>,
): Promise<Outcome> {
  const document = await validatePatch(host, {
    root: host.cwd,
    patch: await patchText(host, file),
    name,
    scenario,
    signal,
    check: checkChanges(host),
    tell: progress.log,
  });
  return { exitCode: exitCodeForPatch(document), document };
}

async function patchText(host: Host, file: string | null): Promise<string> {
  return file === null ? text(process.stdin) : (host.files.read(file) ?? '');
}

/** The exit code that the check of a patch ends the command with. */
export function exitCodeForPatch({ outcome }: Pick<PatchCheckReport, 'outcome'>): ExitCode {
  return EXIT_CODES[outcome];
}
