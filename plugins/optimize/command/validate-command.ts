import { type CommandContext, EXIT, type Outcome, optionError } from 'perf-harness/plugin';
import { findContext } from '../validate/find-optimization-context-file.ts';
import { formatValidation } from '../validate/plan-validation-result.ts';
import { validatePlan } from '../validate/validate-plan.ts';
import type { PROVE_OPTIONS } from './optimize-command-options.ts';
import { isPatchArgument, proveSubject, readSubject } from './prove-command.ts';

type Context = CommandContext<typeof PROVE_OPTIONS>;

/**
 * `optimize validate`: checks a plan as the loop does, and writes corrections into it; or proves a
 * patch, as `prove` does.
 * @throws UserError (blocked) where there is no plan, several could be meant, or a patch may not be
 * applied.
 */
export async function runValidate(context: Context): Promise<Outcome> {
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

async function validateNamedPlan({ host, signal }: Context, slug: string | null): Promise<Outcome> {
  const contextFile = findContext(host, host.cwd, slug);
  const result = await validatePlan({ host, contextFile, root: host.cwd, signal });
  return {
    exitCode: result.verdict === 'NO_GO' ? EXIT.blocked : EXIT.ok,
    text: `${formatValidation(result)}\n`,
  };
}
