/** Options shared with other plugins: a public entry with few imports, for use in their help. */

/** @param reviewed - Subject that reviewers inspect. */
export function programOptions<Reviewed extends string>(reviewed: Reviewed) {
  return {
    generator: {
      value: 'command',
      isRepeatable: true,
      help: 'a program that also proposes changes; repeatable',
    },
    agent: {
      value: 'name',
      isRepeatable: true,
      help: 'a coding agent: claude, codex or gemini; repeatable',
    },
    agentBudget: {
      value: 'limits',
      help: 'budget of each coding agent (default: 3calls,10min,2usd)',
    },
    builtIn: { isNegated: true, help: 'disable the built-in generator' },
    reviewer: {
      value: 'command',
      isRepeatable: true,
      help: `a program that reviews ${reviewed}; repeatable`,
    },
    allowNetwork: { help: 'allow these programs network access' },
    passEnv: { value: 'names', help: 'environment variables for these programs, comma-separated' },
    programTimeout: {
      value: 'duration',
      help: 'timeout for each program (default: 10min; 15min for reviewers)',
    },
    replay: { value: 'folder', help: 'use recorded answers instead of running programs' },
  } as const;
}

export const ACCEPT_OPTION = {
  value: 'evidence',
  choices: ['proven', 'guarded', 'checked'],
  help: 'weakest accepted evidence for a change (default: checked)',
} as const;
