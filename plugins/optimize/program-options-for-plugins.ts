/** Options shared with other plugins: a public entry with few imports, for use in their help. */

/** @param reviewed - Subject that reviewers inspect. */
export function programOptions<Reviewed extends string>(reviewed: Reviewed) {
  return {
    generator: {
      value: 'command',
      isRepeatable: true,
      help: 'a program that proposes changes too; repeatable',
    },
    agent: {
      value: 'name',
      isRepeatable: true,
      help: 'a coding agent: claude, codex or gemini; repeatable',
    },
    agentBudget: { value: 'limits', help: 'for each of them (default: 3calls,10min,2usd)' },
    builtIn: { isNegated: true, help: 'leave the built-in generator out' },
    reviewer: {
      value: 'command',
      isRepeatable: true,
      help: `a program that reviews ${reviewed}; repeatable`,
    },
    allowNetwork: { help: 'let these programs use the network' },
    passEnv: { value: 'names', help: 'variables that these programs get, with commas' },
    programTimeout: {
      value: 'duration',
      help: 'for each of them (default: 10min, reviewers 15min)',
    },
    replay: { value: 'folder', help: 'take recorded answers in place of asking programs' },
  } as const;
}

export const ACCEPT_OPTION = {
  value: 'evidence',
  choices: ['proven', 'guarded', 'checked'],
  help: 'weakest evidence for a change (default: checked)',
} as const;
